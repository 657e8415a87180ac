"""The sample news: dates that always lie right, and articles worth a briefing."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.web.demo.news import dated, load, slug

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_distances_become_dates():
    text = "voted on {weekday:0}, votes on {day:+6}, since {month:-2} and {year:-27}"
    assert dated(text, day=date(2026, 11, 24)) == "voted on Tuesday, votes on 30 November, since September and 1999"


def test_months_wrap_over_the_year():
    assert dated("{month:+2} {month:-12}", day=date(2026, 11, 24)) == "January November"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 20 * 365 * 24))
def test_no_placeholder_is_left_whatever_the_day(hours):
    now = NOON + timedelta(hours=hours)
    for outlet in load(now=now):
        for article in outlet.articles:
            assert not re.search(r"[{}]", "".join((article.title, article.summary, *article.paragraphs)))
            assert now - timedelta(hours=12) < article.published_at <= now


def test_there_are_outlets_enough_and_each_serves_its_own_form():
    outlets = load(now=NOON)
    assert len(outlets) >= 6
    assert {outlet.form for outlet in outlets} == {"rss", "atom", "json", "summaries"}
    assert all(re.search(r"\.example\.(com|org|net)$", outlet.home) for outlet in outlets)


def test_events_are_told_by_two_to_four_outlets_in_full_articles():
    told = defaultdict(list)
    for outlet in load(now=NOON):
        for article in outlet.articles:
            told[article.event].append((outlet.name, article))
    noise = told.pop("one-outlet-only")
    assert len(noise) >= 12
    assert len(told) >= 10
    for event, accounts in told.items():
        assert 2 <= len({name for name, _ in accounts}) == len(accounts) <= 4, event
        for name, article in accounts:
            sentences = re.findall(r"[.!?]”?\"?(?:\s|$)", " ".join(article.paragraphs))
            assert 10 <= len(sentences) <= 18, (event, name, len(sentences))


def test_accounts_of_one_event_share_no_sentence():
    sentences = Counter()
    for outlet in load(now=NOON):
        for article in outlet.articles:
            sentences.update(set(re.split(r"(?<=[.!?])\s+", " ".join(article.paragraphs))))
    assert [sentence for sentence, times in sentences.items() if times > 1 and len(sentence) > 40] == []


def test_one_event_is_kept_back_and_told_by_two_or_more():
    breaking = [outlet.name for outlet in load(now=NOON) for article in outlet.articles if article.breaking]
    assert len(set(breaking)) >= 2


def test_every_article_has_its_own_address():
    for outlet in load(now=NOON):
        slugs = [article.slug for article in outlet.articles]
        assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize(("title", "expected"), [("A 3–1 win!", "a-3-1-win"), ("  'Nine' & more ", "nine-more")])
def test_a_title_becomes_an_address(title, expected):
    assert slug(title) == expected
