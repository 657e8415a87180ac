"""`story check`: a verdict and its reasons for each sentence of a briefing; a bad briefing is named with its place."""

import json

import pytest

from tests.fakes.clusters import CLUSTERS
from tests.fakes.command_line import dispatch, jsonl

ENTRY = {
    "id": 7,
    "title": "Quake",
    "text": "A quake struck Examplia on Monday. Five people were injured.",
    "published": None,
}
QUAKE = {"text": "A quake struck Examplia.", "citations": [{"article": 7, "start": 0, "end": 34}]}
HURT = {"text": "Fifty people were injured.", "citations": [{"article": 7, "start": 35, "end": 60}]}


def check(folder, briefing, entries=None):
    (folder / "b.json").write_text(briefing if isinstance(briefing, str) else json.dumps(briefing), encoding="utf-8")
    return dispatch(
        "story", "check", "--briefing", "b.json", cwd=folder, stdin=jsonl(ENTRY) if entries is None else entries
    )


def sections(*sentences):
    return {"sections": [{"name": "happening", "sentences": list(sentences)}]}


def test_each_sentence_gets_a_verdict_and_its_reasons(tmp_path):
    answer = check(tmp_path, sections(QUAKE, HURT, {"text": "It rained."}))
    assert answer.code == 0, answer.err
    assert [line["verdict"] for line in answer.lines] == ["supported", "unsupported", "unsupported"]
    assert answer.lines[0] == {"sentence": QUAKE["text"], "section": "happening", "verdict": "supported", "reasons": []}
    assert answer.lines[1]["reasons"] == ['number: says "Fifty people"; the cited text says "Five people"']
    assert answer.lines[2]["reasons"] == ["citation: cites nothing"]


def test_what_story_brief_prints_is_supported(tmp_path):
    entries = (CLUSTERS / "earthquake.jsonl").read_text(encoding="utf-8")
    briefing = dispatch("story", "brief", "--now", "2026-03-03T18:00:00Z", cwd=tmp_path, stdin=entries).out
    answer = check(tmp_path, briefing, entries)
    assert answer.code == 0, answer.err
    assert {line["verdict"] for line in answer.lines} == {"supported"}
    assert {line["section"] for line in answer.lines} == {"happening", "important", "next", "beyond"}


@pytest.mark.parametrize(
    ("briefing", "said"),
    [
        ('{"sections": [', "b.json:1: this is not JSON"),
        ('{\n"sections": [}', "b.json:2: this is not JSON"),
        ('{"sections": []}\n{"sections": []}', "b.json:2: there is more than one briefing"),
        ("[" * 100_000, "this is not JSON"),
        ("[]", '"sections" is missing'),
        ({"sections": {}}, '"sections" is missing or no list'),
        ({"sections": ["x"]}, "section 1: this is no object"),
        ({"sections": [{"name": "lead"}]}, 'section 1: "name" is no section'),
        ({"sections": [{"name": "next", "sentences": "x"}]}, 'section 1 (next): "sentences" is no list'),
        (sections({"text": 5}), 'sentence 1: "text" is missing or no string'),
        (sections(QUAKE, {"text": "x", "citations": {}}), 'sentence 2: "citations" is no list'),
        (sections({"text": "x", "citations": [7]}), "citation 1: this is no object"),
        (sections({"text": "x", "citations": [{"start": 0, "end": 1}]}), 'citation 1: "article" is missing'),
        (sections({"text": "x", "citations": [{"article": 7, "start": "0", "end": 1}]}), '"start" is missing or no whole number'),
        (sections({"text": "x", "citations": [{"article": 7, "start": 0, "end": True}]}), '"end" is missing or no whole number'),
    ],
)  # fmt: skip
def test_a_bad_briefing_is_named_with_its_place_and_nothing_is_printed(tmp_path, briefing, said):
    answer = check(tmp_path, briefing)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: b.json")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("", "stdin: there are no entries"),
        (jsonl(ENTRY) + "{", "stdin:2: this is not JSON"),
        (jsonl(ENTRY, ENTRY), "two entries have the same id"),
        (jsonl({"title": "x"}), 'stdin:1: "id" is missing'),
    ],
)
def test_bad_entries_are_named_and_nothing_is_printed(tmp_path, entries, said):
    answer = check(tmp_path, sections(QUAKE, HURT), entries)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_briefing_that_is_not_there_is_named(tmp_path):
    answer = dispatch("story", "check", "--briefing", "no.json", cwd=tmp_path, stdin=jsonl(ENTRY))
    assert (answer.code, answer.out) == (2, "")
    assert "no.json: it cannot be read" in answer.err
