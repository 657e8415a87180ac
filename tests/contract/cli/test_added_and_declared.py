"""Feeds, topics and lists by command; what dispatcher.toml declares is edited there."""

import pytest

from tests.fakes.command_line import dispatch, settings

URL = "https://feeds.example.com/rss"


@pytest.fixture
def run(tmp_path):
    settings(tmp_path, feeds=["https://news.example.org/rss"])

    def in_workspace(*words, code=0):
        answer = dispatch(*words, cwd=tmp_path)
        assert answer.code == code, answer.err
        return answer

    in_workspace("apply")
    return in_workspace


def test_what_is_declared_is_listed_and_read_only(run):
    (feed,) = run("feed", "list", "--json").json
    assert (feed["url"], feed["outlet"], feed["state"]) == ("https://news.example.org/rss", "Example Times", "new")
    for words in (
        ("feed", "pause", "1"),
        ("feed", "remove", feed["url"]),
        ("topic", "pause", "quakes"),
        ("list", "remove", "world"),
    ):
        said = run(*words, code=2).err
        assert "declared in dispatcher.toml" in said
        assert "edit it there" in said
    assert [each["paused"] for each in run("topic", "list", "--json").json] == [False]


def test_what_leaves_the_file_is_paused_and_what_returns_goes_on(run, tmp_path):
    settings(tmp_path)
    assert run("apply", "--json").json["paused"] == 1
    assert [feed["state"] for feed in run("feed", "list", "--json").json] == ["paused"]
    settings(tmp_path, feeds=["https://news.example.org/rss"])
    run("apply")
    assert [feed["state"] for feed in run("feed", "list", "--json").json] == ["new"]


def test_a_feed_is_added_paused_resumed_and_removed(run):
    run("feed", "add", URL, "--outlet", "Example Post", "--header", "X-Key: hunter2")
    assert "already" in run("feed", "add", URL, code=2).err
    shown = run("feed", "show", URL, "--json")
    assert (shown.json["outlet"], shown.json["headers"]) == ("Example Post", ["X-Key: ********"])
    assert "hunter2" not in shown.out + run("feed", "show", URL).out + run("feed", "list", "--json").out
    run("feed", "pause", "2")
    assert [feed["state"] for feed in run("feed", "list", "--json").json] == ["new", "paused"]
    run("feed", "resume", URL)
    run("feed", "remove", URL)
    assert [feed["id"] for feed in run("feed", "list", "--json").json] == [1]
    assert "no feed" in run("feed", "show", URL, code=2).err


@pytest.mark.parametrize(
    "url", ["feeds.example.com/rss", "ftp://feeds.example.com/", "https://", "https://[::1", "x y"]
)
def test_an_address_that_is_none_is_an_error_of_input(run, url):
    assert url in run("feed", "add", url, code=2).err


@pytest.mark.parametrize("header", ["X-Key", ": x", "X: a\nB: c"])
def test_a_header_that_is_none_is_an_error_of_input(run, header):
    assert "no header" in run("feed", "add", URL, "--header", header, code=2).err


def test_a_topic_is_added_paused_resumed_and_removed(run):
    run("topic", "add", "korea", '"North Korea" OR DPRK', "--title", "Korea")
    assert "already" in run("topic", "add", "korea", "x", code=2).err
    run("topic", "pause", "korea")
    assert run("topic", "show", "korea", "--json").json["paused"] is True
    run("topic", "resume", "korea")
    run("topic", "remove", "korea")
    assert "no topic 'korea'" in run("topic", "show", "korea", code=2).err


def test_a_query_that_cannot_be_read_is_named_with_its_place(run):
    assert "character" in run("topic", "add", "korea", "(open OR", code=2).err
    assert "character" in run("topic", "try", "(open OR", code=2).err
    assert "No stored entry matches" in run("topic", "try", "earthquake").out


def test_a_list_is_added_paused_and_removed(run):
    run(
        "list",
        "add",
        "alerts",
        "--from",
        "Alerts, now <alerts@news.example.org>",
        "--topic",
        "quakes",
        "--topic",
        "quakes",
        "--cadence",
        "immediate",
    )
    shown = run("list", "show", "alerts", "--json").json
    assert (shown["sender_name"], shown["topics"], shown["cadence"]) == ("Alerts, now", ["quakes"], "immediate")
    run("list", "pause", "alerts")
    assert [each["state"] for each in run("list", "list", "--json").json] == ["ok", "paused"]
    run("list", "resume", "alerts")
    run("list", "remove", "alerts")
    assert [each["name"] for each in run("list", "list", "--json").json] == ["world"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "nobody"), "no mail address"),
        (("--from", "a@example.org", "--topic", "sport"), "no topic 'sport'"),
        (("--from", "a@example.org", "--hour", "24"), "23"),
        (("--from", "a@example.org", "--time-zone", "Berlin"), "no time zone"),
        (("--from", "a@example.org", "--cadence", "hourly"), "daily"),
    ],
)
def test_a_list_that_cannot_be_is_an_error_of_input_and_nothing_is_added(run, options, said):
    assert said in run("list", "add", "other", *options, code=2).err
    assert [each["name"] for each in run("list", "list", "--json").json] == ["world"]


def test_empty_listings_say_what_that_means(run):
    for words in (
        ("story", "list"),
        ("edition", "list"),
        ("outbox", "list"),
        ("suppression", "list"),
        ("subscriber", "list", "world"),
    ):
        assert run(*words).out.strip()
        assert run(*words, "--json").json == []


def test_a_feed_says_whether_its_articles_may_be_read_and_where_its_outlet_is(run, tmp_path):
    run("feed", "add", "https://news.example.fr/rss", "--no-articles")
    run("feed", "add", URL, "--country", "gb")
    assert "no country code" in run("feed", "add", "https://example.com/x", "--country", "UK", code=2).err

    def told():
        return [(feed["articles"], feed["country"]) for feed in run("feed", "list", "--json").json]

    assert told() == [(True, ""), (False, "FR"), (True, "GB")]
    declared = tmp_path / "dispatcher.toml"
    text = declared.read_text()
    declared.write_text(
        text.replace('outlet = "Example Times"', 'outlet = "Example Times"\narticles = false\ncountry = "KR"')
    )
    run("apply")
    assert told()[0] == (False, "KR")
    declared.write_text(text)
    run("apply")
    assert told()[0] == (True, "")
