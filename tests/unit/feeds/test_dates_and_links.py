from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.dates import from_iso, from_struct
from dispatcher.feeds.links import absolute

BASE = "https://feeds.example.com/news/rss"


def test_the_dates_of_feedparser_are_utc_whatever_the_zone_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        moment = from_struct(time.struct_time((2026, 3, 29, 7, 0, 0, 6, 88, 0)))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert moment == datetime(2026, 3, 29, 7, tzinfo=UTC)


@pytest.mark.parametrize("year", [0, 1, 1111, 1970, 2101, 9999])
def test_absurd_years_count_as_no_date(year):
    assert from_struct(time.struct_time((year, 1, 1, 0, 0, 0, 0, 1, 0))) is None
    assert from_iso(f"{year:04}-01-01T00:00:00Z") is None


@given(st.text(max_size=30) | st.datetimes().map(str))
def test_no_date_text_raises(text):
    moment = from_iso(text)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.com/a?b=1&c=2#d", "https://example.com/a?b=1&c=2#d"),
        (" /world/1 ", "https://feeds.example.com/world/1"),
        ("//example.org/x", "https://example.org/x"),
        ("https://example.com/a b\n", "https://example.com/a%20b"),
        ('https://example.com/"><script>', "https://example.com/%22%3E%3Cscript%3E"),
        ("https://example.com/ä", "https://example.com/ä"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:someone@example.com", None),
        ("http://", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
        (7, None),
        ("https://example.com/" + "a" * 2_000, None),
    ],
)
def test_links_are_absolute_web_addresses_or_none(link, expected):
    assert absolute(link, base=BASE) == expected


@given(st.text(max_size=60))
def test_no_link_raises_or_holds_white_space_or_quotes(link):
    result = absolute(link, base=BASE)
    assert result is None or (
        result.lower().startswith(("http://", "https://")) and not set(result) & set(' \t\r\n"<>')
    )
