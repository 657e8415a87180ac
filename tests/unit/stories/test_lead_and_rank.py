"""Which title leads a story, which stories lead a digest, which topics a story is in, and who tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from dispatcher.model import SourceText, Story
from dispatcher.stories.belongs import topics_of
from dispatcher.stories.lead import lead
from dispatcher.stories.outlets import distinct_outlets, outlet_of
from dispatcher.stories.rank import rank

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def source(number: int, title: str, text: str = "", *, hours: float | None = 0.0) -> SourceText:
    at = None if hours is None else NOON + timedelta(hours=hours)
    return SourceText(id=number, title=title, text=text, published_at=at)


def story(number: int, *, outlets: int = 1, entries: int = 1, hours: float = 0.0) -> Story:
    return Story(
        id=number,
        headline="Ferry aground",
        version=1,
        first_seen_at=NOON,
        changed_at=NOON - timedelta(hours=hours),
        alertable_at=None,
        lead_entry_id=1,
        entries=entries,
        outlets=outlets,
    )


@pytest.mark.parametrize(
    "coy",
    [
        "Why did the Port Sander ferry run aground?",
        "LIVE updates: Port Sander ferry aground",
        "Watch: ferry aground off Port Sander",
        "Opinion: the ferry aground off Port Sander should worry us",
        "What we know about the ferry aground off Port Sander",
    ],
)
def test_a_plain_report_leads_before_a_question_or_a_live_page(coy):
    plain = source(2, "Ferry runs aground off Port Sander", hours=3)
    assert lead([source(1, coy), plain, source(3, "Coast guard frees passengers of ferry aground", hours=4)]) == 2


def test_the_title_that_says_what_the_others_say_leads():
    sources = [
        source(1, "A night to remember for Ilse Marrow", "The ferry ran aground off Port Sander."),
        source(2, "Ferry runs aground off Port Sander", "The ferry ran aground.", hours=1),
        source(3, "Port Sander: ferry aground, forty lifted off", "The ferry ran aground off Port Sander.", hours=2),
    ]
    assert {lead(list(order)) for order in permutations(sources)} == {2}


def test_of_equal_titles_the_earliest_leads_and_one_without_time_comes_last():
    sources = [
        source(3, "Ferry aground", hours=None),
        source(2, "Ferry aground", hours=2),
        source(1, "Ferry aground", hours=5),
    ]
    assert {lead(list(order)) for order in permutations(sources)} == {2}


def test_an_entry_without_title_leads_only_when_no_other_can():
    assert lead([source(1, "", "Ferry aground off Port Sander"), source(2, "Ferry aground", hours=3)]) == 2
    assert lead([source(1, "")]) == 1
    with pytest.raises(ValueError, match="at least one"):
        lead([])


def test_many_outlets_then_many_entries_then_the_newer_come_first():
    stories = [
        story(1, hours=5),
        story(2, hours=1),
        story(3, outlets=1, entries=4, hours=1),
        story(4, outlets=4, entries=4, hours=1),
    ]
    for order in permutations(stories):
        assert [ranked.id for ranked in rank(order, now=NOON)] == [4, 3, 2, 1]


def test_yesterdays_large_story_gives_way_in_the_end():
    large, fresh = story(1, outlets=5, entries=9, hours=72), story(2, outlets=2, entries=2)
    assert [ranked.id for ranked in rank([large, fresh], now=NOON)] == [2, 1]


def test_a_story_is_in_a_topic_by_its_lead_or_a_third_of_its_entries():
    per_entry = [{"sea"}, {"sea", "world"}, {"world"}, set(), set(), set()]
    assert topics_of({"rescue"}, per_entry) == ["rescue", "sea", "world"]
    assert topics_of({"rescue"}, [*per_entry, set()]) == ["rescue"]
    assert topics_of(set(), []) == []


@pytest.mark.parametrize(
    ("outlet", "url", "known_as"),
    [
        ("Example  Times", None, "example times"),
        ("EXAMPLE Times", "https://other.example.org/1", "example times"),
        (None, "https://www.news.example.com/a?b", "example.com"),
        (" ", "https://www.example.co.uk/a", "example.co.uk"),
        (None, "https://192.0.2.7/a", "192.0.2.7"),
        (None, "https://[broken", None),
        (None, "no url", None),
        ("rss.example.com", "https://news.example.com/1", "example.com"),  # a feed that nobody named
        ("News.Example.co.uk", None, "example.co.uk"),
        ("anna.substack.com", None, "anna.substack.com"),  # whose names are given to anybody
        ("Example.com Daily", None, "example.com daily"),
        (None, None, None),
    ],
)
def test_an_outlet_is_known_by_name_or_by_domain(outlet, url, known_as):
    assert outlet_of(SourceText(id=1, outlet=outlet, url=url)) == known_as


def test_outlets_count_once_and_the_unknown_are_one():
    sources = [
        SourceText(id=1, outlet="Times"),
        SourceText(id=2, outlet="TIMES"),
        SourceText(id=3, url="https://a.example.com/x"),
        SourceText(id=4, url="https://b.example.com/y"),
    ]
    assert distinct_outlets(sources) == ["times", "example.com"]
    assert len(distinct_outlets([SourceText(id=1), SourceText(id=2)])) == 1
