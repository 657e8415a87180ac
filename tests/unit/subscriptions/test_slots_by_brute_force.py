"""
Twelve zones over two years, against a reckoning that shares nothing with ours: it walks through time a quarter of an hour at a step and
looks at the clock on the wall.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from dispatcher.model import Cadence
from dispatcher.subscriptions.slots import Rhythm, first_due_at, latest_slot, next_slot, period
from tests.fakes.people import SUBSCRIPTION

ZONES = (
    "Europe/Berlin",  # an hour forwards at 2, back at 3
    "Europe/Dublin",  # winter time is the one that is set
    "America/New_York",
    "America/St_Johns",  # half an hour off the full one
    "America/Santiago",  # the south; clocks change at midnight
    "America/Havana",  # forwards at midnight, so that a day begins at 1; back at 1
    "Africa/Cairo",  # forwards at midnight, on a Friday
    "Africa/Casablanca",  # back for Ramadan
    "Asia/Kathmandu",  # a quarter of an hour off the full one
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Auckland",
    "Pacific/Kiritimati",  # fourteen hours ahead
)
STEP = timedelta(minutes=15)
BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
HOURS = (0, 1, 2, 3, 7, 23)


@cache
def walls(zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """(moment, what the clock on the wall shows) every quarter of an hour."""
    place, moment, found = ZoneInfo(zone), BEGIN, []
    while moment < END:
        found.append((moment, moment.astimezone(place).replace(tzinfo=None)))
        moment += STEP
    return tuple(found)


@cache
def first_seen(zone: str, hour: int) -> dict[date, datetime]:
    """Per local day the first moment at which the clock shows this hour of it or a later one."""
    found: dict[date, datetime] = {}
    for moment, wall in walls(zone):
        if wall.hour >= hour and wall.date() not in found:
            found[wall.date()] = moment
    return found


def days_in_full(found: dict[date, datetime]) -> list[date]:
    """Without the first and last of them, which the two years may cut."""
    return sorted(found)[1:-1]


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("zone", ZONES)
def test_a_slot_is_due_when_the_clock_on_the_wall_first_shows_its_hour(zone, hour):
    expected = first_seen(zone, hour)
    person = replace(SUBSCRIPTION, time_zone=zone, hour=hour)
    moment, due = BEGIN, {}
    while moment < END:
        slot = next_slot(person, moment)
        assert slot.day not in due
        due[slot.day] = moment = slot.due_at
    days = days_in_full(expected)
    assert {day: due[day] for day in days} == {day: expected[day] for day in days}
    assert days == [days[0] + timedelta(days=at) for at in range(len(days))]
    assert len(days) >= 728


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("zone", ZONES)
def test_who_looks_every_quarter_of_an_hour_publishes_once_a_local_day(zone, hour):
    """As the service does it: what is due at a look is the latest slot, and then the next one is waited for."""
    person = replace(SUBSCRIPTION, time_zone=zone, hour=hour)
    waits_for, published = first_due_at(Rhythm.of(person), BEGIN), {}
    for moment, _ in walls(zone):
        if waits_for <= moment:
            key = period(latest_slot(person, moment))
            assert key not in published
            published[key] = moment
            waits_for = next_slot(person, moment).due_at
    expected = first_seen(zone, hour)
    for day in days_in_full(expected):
        assert published[f"daily:{day.isoformat()}"] == expected[day]


def jumping(zone: str) -> Iterator[datetime]:
    """The same two years on a clock that is set an hour forwards and back, now and then: every 37 hours, for two hours."""
    for moment, _ in walls(zone):
        hours = int((moment - BEGIN).total_seconds() // 3600)
        off = {0: 1, 1: -1}.get(hours % 37, 0)
        yield moment + timedelta(hours=off)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [2, 7])
def test_a_clock_that_jumps_by_an_hour_publishes_no_day_twice_and_leaves_none_out(zone, hour):
    person = replace(SUBSCRIPTION, time_zone=zone, hour=hour)
    waits_for, published = first_due_at(Rhythm.of(person), BEGIN), []
    for moment in jumping(zone):
        if waits_for <= moment:
            published.append(latest_slot(person, moment).day)
            waits_for = next_slot(person, moment).due_at
    assert published == [published[0] + timedelta(days=at) for at in range(len(published))]
    assert len(published) >= 729


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("cadence", "days"), [(Cadence.WEEKDAYS, {0, 1, 2, 3, 4}), (Cadence.WEEKLY, {3})])
def test_the_other_cadences_fall_on_their_days_alone(zone, cadence, days):
    person = replace(SUBSCRIPTION, time_zone=zone, hour=2, cadence=cadence, weekday=3)
    expected = first_seen(zone, 2)
    wanted = [day for day in days_in_full(expected) if day.weekday() in days]
    moment, due = BEGIN, {}
    while moment < END:
        slot = next_slot(person, moment)
        due[slot.day] = moment = slot.due_at
    assert {day: due[day] for day in due if wanted[0] <= day <= wanted[-1]} == {day: expected[day] for day in wanted}
