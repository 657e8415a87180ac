"""Each stage from the shell: JSON Lines in, JSON Lines out; bad input names its line and costs the whole command."""

import pytest

from tests.fakes.command_line import dispatch, jsonl

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Example Times</title>
<item><guid>1</guid><link>/a</link><title>Earthquake &amp; wave</title><pubDate>Tue, 24 Nov 2026 07:00:00 GMT</pubDate></item>
</channel></rss>"""
QUAKE = {
    "id": 7,
    "title": "Earthquake strikes Examplia",
    "text": "An earthquake of magnitude 6 struck Examplia on Monday. Five people were injured, officials said. "
    "Rescue teams will arrive on Wednesday. A quake in 1988 had destroyed the old town.",
    "outlet": "Example Times",
    "url": "https://example.com/quake",
    "published": "2026-11-23T07:00:00",
}
COUNCIL = {
    "id": "c-1",
    "title": "Council votes on parking",
    "text": "The council of Sampleton voted on parking fees.",
    "published": None,
}
STAGES = [("story", "group"), ("story", "brief"), ("topic", "match", "--topics", "topics.jsonl")]


@pytest.fixture
def folder(tmp_path):
    topics = jsonl({"topic": "quakes", "query": "earthquake*"}, {"topic": "parks", "query": "parking"})
    (tmp_path / "topics.jsonl").write_text(topics, encoding="utf-8")
    return tmp_path


def test_a_feed_is_read_into_entries(folder):
    (folder / "feed.xml").write_text(RSS, encoding="utf-8")
    answer = dispatch("feed", "read", "feed.xml", "--url", "https://example.com/rss", cwd=folder)
    assert answer.code == 0, answer.err
    (entry,) = answer.lines
    assert (entry["title"], entry["url"]) == ("Earthquake & wave", "https://example.com/a")
    assert entry["published"].startswith("2026-11-24T07:00:00")
    assert dispatch("feed", "read", "-", "--url", "https://example.com/rss", cwd=folder, stdin=RSS).lines == [entry]


def test_what_feed_read_gives_the_other_stages_take(folder):
    entries = dispatch("feed", "read", "-", "--url", "https://example.com/rss", cwd=folder, stdin=RSS).out
    answer = dispatch("topic", "match", "--topics", "topics.jsonl", cwd=folder, stdin=entries)
    assert [[found["topic"] for found in line["topics"]] for line in answer.lines] == [["quakes"]]


def test_topics_come_with_the_words_and_where_they_stand(folder):
    answer = dispatch("topic", "match", "--topics", "topics.jsonl", cwd=folder, stdin=jsonl(QUAKE, COUNCIL))
    assert [line["id"] for line in answer.lines] == [7, "c-1"]
    (found,) = answer.lines[0]["topics"]
    assert found["topic"] == "quakes"
    for field, start, end in found["spans"]:
        assert QUAKE[field][start:end].lower().startswith("earthquake")


def test_entries_are_grouped_and_ids_come_back_as_given(folder):
    twin = QUAKE | {"id": "twin", "outlet": "Example Herald"}
    answer = dispatch("story", "group", cwd=folder, stdin=jsonl(QUAKE, twin, COUNCIL))
    assert [line["id"] for line in answer.lines] == [7, "twin", "c-1"]
    stories = [line["story"] for line in answer.lines]
    assert stories[0] == stories[1] != stories[2]


def test_sentences_get_roles_in_the_order_asked(folder):
    documents = [
        {
            "id": 1,
            "headline": "Quake",
            "sentences": [{"id": "a", "text": "An earthquake struck."}, {"id": "b", "text": "Rescuers will come."}],
        },
        {"id": 1, "headline": None, "sentences": []},
        {"id": "x", "headline": "Quake", "sentences": [{"id": 0, "text": ""}]},
    ]
    answer = dispatch("story", "roles", cwd=folder, stdin=jsonl(*documents))
    assert answer.code == 0, answer.err
    assert [line["id"] for line in answer.lines] == [1, 1, "x"]
    assert [[each["id"] for each in line["sentences"]] for line in answer.lines] == [["a", "b"], [], [0]]
    for each in answer.lines[0]["sentences"]:
        assert set(each) == {"id", "role", "section", "roles", "sections"}


def test_a_briefing_lists_all_four_sections_and_cites_the_text(folder):
    answer = dispatch("story", "brief", cwd=folder, stdin=jsonl(QUAKE))
    assert answer.code == 0, answer.err
    (briefing,) = answer.lines
    assert [section["name"] for section in briefing["sections"]] == ["happening", "important", "next", "beyond"]
    for section in briefing["sections"]:
        assert bool(section["sentences"]) != bool(section["missing"])
        for sentence in section["sentences"]:
            for citation in sentence["citations"]:
                assert citation["article"] == 7
                assert QUAKE["text"][citation["start"] : citation["end"]]


@pytest.mark.parametrize("words", STAGES, ids=" ".join)
@pytest.mark.parametrize(
    ("line", "said"), [('{"id": 1', "not JSON"), ('{"title": "x"}', '"id" is missing'), ("[" * 100_000, "not JSON")]
)
def test_a_bad_line_is_named_and_nothing_is_printed(folder, words, line, said):
    answer = dispatch(*words, cwd=folder, stdin=jsonl(QUAKE) + "\n" + line + "\n" + jsonl(COUNCIL))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: stdin:3: ")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_bytes_that_are_not_utf8_are_named_with_their_line(folder):
    answer = dispatch("story", "group", cwd=folder, stdin=jsonl(QUAKE).encode() + b'{"id": 1, "title": "\xff"}\n')
    assert (answer.code, answer.out) == (2, "")
    assert "stdin:2: this is not UTF-8" in answer.err


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"id": 1, "headline": "x"}, '"sentences" is no list'),
        ({"id": 1, "sentences": ["x"]}, '"sentences" is no list'),
        ({"id": 1, "sentences": [{"text": "x"}]}, 'sentence 1: "id" is missing'),
        ({"id": 1, "sentences": [{"id": 1, "text": 5}]}, '"text" is no string'),
        ({"sentences": []}, '"id" is missing'),
    ],
)
def test_a_bad_document_is_named_and_nothing_is_printed(folder, document, said):
    good = {"id": 0, "headline": "", "sentences": []}
    answer = dispatch("story", "roles", cwd=folder, stdin=jsonl(good, document))
    assert (answer.code, answer.out) == (2, "")
    assert "stdin:2" in answer.err
    assert said in answer.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"topic": "x"}', '"topic" or "query" is missing'),
        ('{"topic": "quakes", "query": "y"}', "there twice"),
        ('{"topic": "x", "query": "(a OR"}', "character"),
    ],
)
def test_a_bad_topic_is_named_with_file_and_line(folder, line, said):
    with (folder / "topics.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    answer = dispatch("topic", "match", "--topics", "topics.jsonl", cwd=folder, stdin=jsonl(QUAKE))
    assert (answer.code, answer.out) == (2, "")
    assert "topics.jsonl:3" in answer.err
    assert said in answer.err


def test_a_file_that_is_not_there_is_named(folder):
    for words in (
        ("topic", "match", "--topics", "gone.jsonl"),
        ("feed", "read", "gone.jsonl", "--url", "https://example.com/"),
    ):
        answer = dispatch(*words, cwd=folder)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("error: gone.jsonl: it cannot be read (No such file or directory)")


def test_a_briefing_of_nothing_is_an_error_of_input(folder):
    assert dispatch("story", "brief", cwd=folder).code == 2
    assert dispatch("story", "group", cwd=folder).out == ""


def test_a_writer_that_is_none_is_said_to_be_so(folder):
    answer = dispatch("story", "brief", "--writer", "poet", cwd=folder, stdin=jsonl(QUAKE))
    assert (answer.code, answer.out) == (2, "")
    assert "extractive" in answer.err


def test_a_model_that_is_not_named_is_asked_for(folder):
    (folder / "dispatcher.toml").write_text("", encoding="utf-8")
    answer = dispatch("story", "brief", "--writer", "llm", cwd=folder, stdin=jsonl(QUAKE))
    assert (answer.code, answer.out) == (3, "")
    assert "base_url" in answer.err


def test_with_the_endpoint_down_the_briefing_is_quoted_after_one_warning(folder):
    settings = '[writer]\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "small"\n'
    (folder / "dispatcher.toml").write_text(settings, encoding="utf-8")
    answer = dispatch("story", "brief", "--writer", "llm", cwd=folder, stdin=jsonl(QUAKE))
    assert answer.code == 0, answer.err
    assert answer.lines[0]["facts"]["writer"]["sections"]["happening"] == "extractive"
    assert answer.err.count("cannot be reached") == 1


def test_half_a_surrogate_pair_comes_back_as_it_came(folder):
    answer = dispatch(
        "story", "group", cwd=folder, stdin='{"id": "\\ud83d", "title": "half \\ud83d of one", "text": "\\udc00"}\n'
    )
    assert answer.code == 0, answer.err
    assert [line["id"] for line in answer.lines] == ["\ud83d"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(folder):
    stdin = b"\xef\xbb\xbf" + jsonl(QUAKE).replace("\n", "\r\n").encode()
    assert dispatch("story", "group", cwd=folder, stdin=stdin).code == 0
