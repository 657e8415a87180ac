"""When one person may be told of news at once, by their own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.subscriptions.alert_hours import Hours

# Whole and half hours, half-hour clock changes, changes at midnight, and one of two hours.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/Havana",
    "Antarctica/Troll",
    "Pacific/Apia",
)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=730)).map(lambda since: NEW_YEAR + since)
hour = st.integers(0, 23)


def at(text, zone="Europe/Berlin", *, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


NIGHT = Hours("Europe/Berlin", 22, 7)


@pytest.mark.parametrize(
    ("hours", "moment", "awake"),
    [
        (NIGHT, "2026-11-24T21:59", "2026-11-24T21:59"),
        (NIGHT, "2026-11-24T22:00", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T00:30", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T06:59:59.9", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T07:00", "2026-11-25T07:00"),
        (NIGHT, "2026-03-28T23:00", "2026-03-29T07:00"),  # eight hours later: clocks go forward
        (NIGHT, "2026-10-24T23:00", "2026-10-25T07:00"),  # nine
        (Hours("Europe/Berlin", 22, 2), "2026-03-28T23:00", "2026-03-29T03:00"),  # there is no two o'clock
        (Hours("Europe/Berlin", 13, 15), "2026-11-24T13:30", "2026-11-24T15:00"),
        (Hours("Europe/Berlin", 7, 7), "2026-11-24T07:30", "2026-11-24T07:30"),  # no hours at all
        (Hours("Europe/Berlin"), "2026-11-24T03:00", "2026-11-24T03:00"),
    ],
)
def test_quiet_hours_end_at_their_wall_clock_hour(hours, moment, awake):
    assert hours.awake_from(at(moment)) == at(awake)


def test_an_hour_that_comes_twice_is_quiet_twice():
    hours = Hours("Europe/Berlin", 2, 3)
    assert hours.is_quiet(at("2026-10-25T02:30"))
    assert hours.is_quiet(at("2026-10-25T02:30", fold=1))
    assert hours.awake_from(at("2026-10-25T02:00")) == at("2026-10-25T03:00")


@given(moments, st.sampled_from(ZONES), hour, hour)
def test_quiet_hours_end_within_a_day_and_a_bit_with_the_first_moment_that_is_not_quiet(moment, zone, start, end):
    hours = Hours(zone, start, end)
    awake = hours.awake_from(moment)
    assert not hours.is_quiet(awake)
    assert moment <= awake <= moment + timedelta(hours=26)
    assert awake == moment or hours.is_quiet(awake - timedelta(microseconds=1))


@given(moments, st.sampled_from(ZONES), hour, hour)
def test_the_next_quiet_hours_begin_where_they_do(moment, zone, start, end):
    hours = Hours(zone, start, end)
    begins = hours.quiet_from_moment(moment)
    if start == end:
        assert begins is None
    elif not hours.is_quiet(moment):
        assert hours.is_quiet(begins)
        assert not hours.is_quiet(begins - timedelta(microseconds=1))


@given(
    moments,
    st.sampled_from(ZONES),
    st.one_of(st.none(), hour),
    hour,
    hour,
    st.integers(1, 3),
    st.lists(st.integers(-4_000, 4_000), max_size=12),
)
def test_the_first_moment_allowed_is_not_quiet_and_on_a_day_with_room(moment, zone, start, end, morning, most, sent):
    hours = Hours(zone, start, end, morning, most)
    times = [moment + timedelta(minutes=minutes) for minutes in sent]
    allowed = hours.allowed_from(moment, times)
    assert allowed >= moment
    assert not hours.is_quiet(allowed)
    assert not hours.full(allowed, times)


def test_what_is_over_the_cap_waits_for_the_next_mornings_hour():
    hours = Hours("Europe/Berlin", morning=8, most=2)
    sent = [at("2026-11-24T09:00"), at("2026-11-24T10:00")]
    assert hours.allowed_from(at("2026-11-24T11:00"), sent) == at("2026-11-25T08:00")
    assert hours.allowed_from(at("2026-11-24T11:00"), sent[:1]) == at("2026-11-24T11:00")
