"""One mail from a file, to the byte; bad input names its place and costs the whole command."""

import json
from email import message_from_bytes, policy

import pytest

from dispatcher.cli.edition_file import read_edition
from tests.fakes.command_line import dispatch, jsonl

ENTRY = {
    "id": "q-1",
    "title": "Earthquake strikes Examplia",
    "text": "An earthquake of magnitude 6 struck Examplia on Monday. Five people were injured, officials said. "
    "Rescue teams will arrive on Wednesday. A quake in 1988 had destroyed the old town.",
    "outlet": "Example Times",
    "url": "https://example.com/quake",
    "published": "2026-11-23T07:00:00",
}
EDITION = {
    "masthead": {
        "title": "World",
        "sender_address": "world@news.example.org",
        "list_name": "world",
        "base_url": "https://news.example.org",
    },
    "slot": {"day": "2026-11-24", "hour": 7, "cadence": "daily", "time_zone": "Europe/Berlin"},
    "stories": [{"entries": [ENTRY], "topic": "Quakes", "words": ["earthquake"]}],
    "more": 2,
    "person": {"address": "anna@example.org", "name": "Anna", "unsubscribe_url": "https://news.example.org/u/mine"},
    "date": "2026-11-24T06:00:00Z",
}


def rendered(folder, edition, *options):
    (folder / "edition.json").write_text(json.dumps(edition), encoding="utf-8")
    return dispatch("mail", "render", "--edition", "edition.json", *options, cwd=folder)


@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_a_mail_is_the_same_to_the_byte_each_time(tmp_path, kind):
    brief = dispatch("story", "brief", "--now", "2026-11-24", cwd=tmp_path, stdin=jsonl(ENTRY)).lines[0]
    edition = {**EDITION, "kind": kind, "stories": [{**EDITION["stories"][0], "briefing": brief}]}
    first, second = rendered(tmp_path, edition), rendered(tmp_path, edition)
    assert (first.code, first.out) == (0, second.out)
    mail = message_from_bytes(first.out.encode(), policy=policy.default)
    text, html = (part.get_content() for part in mail.iter_parts())
    assert mail["List-Unsubscribe"] == "<https://news.example.org/u/mine>"
    assert mail["To"].addresses[0].addr_spec == "anna@example.org"
    for part in (text, html):
        assert "An earthquake of magnitude 6 struck Examplia" in part
        assert "https://example.com/quake" in part


def test_what_changed_is_told(tmp_path):
    since = {"told_at": "2026-11-23T06:00:00Z", "changes": ["injured: 2 → 5"]}
    answer = rendered(tmp_path, {**EDITION, "stories": [{**EDITION["stories"][0], "since": since}]})
    html = list(message_from_bytes(answer.out.encode(), policy=policy.default).iter_parts())[1].get_content()
    assert "injured: 2 → 5" in html.lower()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"stories": []}, '"stories" is missing'),
        ({"stories": [{"entries": []}]}, 'story 1: "entries" is missing'),
        ({"stories": [{"entries": [{"title": "x"}]}]}, "story 1, entry 1"),
        ({"stories": [{"entries": [ENTRY], "briefing": {"sections": 3}}]}, '"briefing" cannot be read'),
        ({"person": {"name": "Anna"}}, 'person: "address" is missing'),
        ({"person": {"address": "no address"}}, "not an address"),
        ({"masthead": {}}, 'masthead: "sender_address" is missing'),
        ({"date": "yesterday"}, "no moment"),
        ({"kind": "welcome"}, '"kind" is'),
        ({"more": -1}, '"more" is no whole number'),
        ({"slot": {"day": "today"}}, "slot"),
    ],
)
def test_bad_input_names_its_place_and_prints_nothing(tmp_path, change, problem):
    answer = rendered(tmp_path, EDITION | change)
    assert (answer.code, answer.out) == (2, "")
    assert problem in answer.err
    assert "Traceback" not in answer.err


def test_an_operators_template_that_raises_is_named(tmp_path):
    (tmp_path / "own" / "mail" / "digest").mkdir(parents=True)
    (tmp_path / "own" / "mail" / "digest" / "opening.txt").write_text("\n{{ nothing }}")
    answer = rendered(tmp_path, EDITION, "--templates", "own")
    assert "mail/digest/opening.txt:2" in answer.err
    assert answer.out == ""


def test_a_file_may_leave_out_almost_everything(tmp_path):
    path = tmp_path / "edition.json"
    path.write_text(json.dumps(EDITION | {"slot": {}, "more": 0}), encoding="utf-8")
    assert read_edition(path, now=None).message().address == "anna@example.org"
