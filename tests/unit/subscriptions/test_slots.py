"""One slot a local day, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Cadence
from dispatcher.subscriptions.slots import due_at, latest_slot, look_back, next_slot, period
from tests.fakes.people import SUBSCRIPTION

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
)

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by API

anyone = st.builds(
    lambda cadence, weekday, hour, zone: replace(
        SUBSCRIPTION, cadence=cadence, weekday=weekday, hour=hour, time_zone=zone
    ),
    st.sampled_from([Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY]),
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(ZONES),
)


def test_an_hour_that_comes_twice_is_due_at_its_first_passing():
    assert due_at(date(2026, 10, 25), 2, "Europe/Berlin") == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_due_right_after_the_gap():
    moment = due_at(date(2026, 3, 29), 2, "Europe/Berlin")
    assert moment == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo("Europe/Berlin")).hour == 3


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 7, 23])
def test_two_years_of_daily_slots_are_one_each_local_day(zone, hour):
    person = replace(SUBSCRIPTION, time_zone=zone, hour=hour)
    moment, days = datetime(2025, 1, 1, tzinfo=UTC), []
    while moment < datetime(2027, 1, 1, tzinfo=UTC):
        slot = next_slot(person, moment)
        days.append(slot.day)
        moment = slot.due_at
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


@given(anyone, MOMENTS)
def test_the_next_slot_is_later_and_becomes_the_latest_when_it_is_due(person, now):
    coming = next_slot(person, now)
    assert coming.due_at > now
    assert latest_slot(person, coming.due_at) == coming
    assert latest_slot(person, now).due_at <= now
    assert latest_slot(person, coming.due_at - timedelta(seconds=1)) == latest_slot(person, now)


@given(anyone, MOMENTS)
def test_no_two_slots_of_a_cadence_share_a_period(person, now):
    first = next_slot(person, now)
    second = next_slot(person, first.due_at)
    assert period(first) != period(second)


def test_a_first_digest_on_a_monday_of_weekdays_looks_back_over_the_weekend():
    monday = latest_slot(replace(SUBSCRIPTION, cadence=Cadence.WEEKDAYS), datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert (monday.day.weekday(), look_back(monday)) == (0, timedelta(days=3))


def test_an_immediate_subscription_has_no_slots():
    with pytest.raises(ValueError, match="no slots"):
        next_slot(replace(SUBSCRIPTION, cadence=Cadence.IMMEDIATE), datetime(2026, 1, 1, tzinfo=UTC))
