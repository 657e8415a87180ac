from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.due import JITTER, LONGEST, Outcome, freshness, next_poll_at

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
EVERY = timedelta(minutes=15)


def wait(**given_):
    return next_poll_at(NOW, **{"feed_id": 1, "outcome": Outcome.SAME, "every": EVERY} | given_) - NOW


@given(
    st.integers(1, 10_000),
    st.sampled_from(Outcome),
    st.integers(0, 10_000),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=9_000)),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=9_000)),
)
def test_the_next_poll_is_soon_but_not_at_once_and_within_a_day(feed_id, outcome, failures, retry_after, fresh_for):
    after = wait(feed_id=feed_id, outcome=outcome, failures=failures, retry_after=retry_after, fresh_for=fresh_for)
    assert EVERY * (1 - JITTER) <= after <= LONGEST


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.SAME])
def test_a_readable_feed_is_due_again_within_the_interval(outcome):
    assert EVERY * (1 - JITTER) <= wait(outcome=outcome) <= EVERY


@given(st.integers(1, 1_000))
def test_failures_back_off_to_a_day_and_the_first_one_costs_no_extra(feed_id):
    waits = [wait(feed_id=feed_id, outcome=Outcome.FAILED, failures=n) for n in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] <= EVERY
    assert waits[-1] >= LONGEST * (1 - JITTER)


def test_a_feed_that_is_gone_is_asked_daily():
    assert wait(outcome=Outcome.GONE) >= LONGEST * (1 - JITTER)


def test_retry_after_is_honoured_up_to_a_day():
    assert wait(outcome=Outcome.FAILED, failures=1, retry_after=timedelta(hours=2)) == timedelta(hours=2)
    assert wait(outcome=Outcome.FAILED, failures=1, retry_after=timedelta(days=200)) == LONGEST


def test_freshness_stretches_the_wait_of_a_success_to_an_hour_at_most():
    assert EVERY < wait(fresh_for=timedelta(minutes=30)) <= timedelta(minutes=30)
    assert wait(fresh_for=timedelta(days=1)) <= timedelta(hours=1)


def test_feeds_do_not_stay_together_and_each_keeps_its_place():
    assert len({wait(feed_id=n) for n in range(100)}) > 90
    assert wait(feed_id=7) == wait(feed_id=7)


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=300", 300),
        ("public, Max-Age=60", 60),
        ("no-cache, max-age=60", None),
        ("s-max-age=9", None),
        ("", None),
    ],
)
def test_freshness_is_read_from_cache_control(control, seconds):
    assert freshness({"Cache-Control": control}) == (seconds if seconds is None else timedelta(seconds=seconds))
