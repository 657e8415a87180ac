"""When a story is told again in a digest, and what is said to have changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.news_since import MOST, news_since
from tests.unit.stories.test_material import FIRST, QUAKE, account, told


def test_a_toll_that_rose_is_told_first():
    lines = news_since(told(4), told(5), known={1, 2, 3, 4})
    assert lines[0].startswith("Killed: ")
    assert "61" in lines[0]
    assert len(lines) <= MOST


@pytest.mark.parametrize("until", [1, 2, 3, 4, 5])
def test_what_was_told_is_no_news(until):
    assert news_since(told(until), told(until), known=set()) == ()


def test_one_more_copy_of_a_wire_text_is_no_news():
    copy = replace(QUAKE[2], id=9, outlet="Courier", url="https://example.org/9")
    later = write_briefing([*QUAKE[:3], copy], now=FIRST + timedelta(hours=9))
    assert news_since(told(3), later, known={1, 2, 3}) == ()


def test_a_sentence_of_accounts_that_were_known_is_no_news():
    assert news_since(told(2), told(5), known={1, 2, 3, 4, 5}) == ()


def test_a_new_event_of_a_new_account_is_told():
    new = account(
        6,
        "Herald",
        "Minister resigns over collapsed hotel",
        "The minister for building resigned on Wednesday over the permit of the collapsed hotel. "
        "Her deputy takes over at once, the government said.",
    )
    later = write_briefing([*QUAKE[:4], new], now=FIRST + timedelta(hours=30))
    assert news_since(told(4), later, known={1, 2, 3, 4})
