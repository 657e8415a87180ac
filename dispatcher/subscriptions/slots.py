"""
Subscription → Slot: at which moment its next digest is due.

A slot is a local day and hour in the person's zone, so that it is one per day by construction: where clocks go back the hour's first
passing counts, where they go forward over it the first moment after the gap does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatcher.model import Cadence, Slot, Subscription

_FRIDAY = 4


def due_at(day: date, hour: int, time_zone: str) -> datetime:
    """The moment (UTC) at which `hour` o'clock of a local `day` is first reached."""
    # fold=0 is the first passing of an hour that comes twice. In a gap it reckons with the offset before the change,
    # which names the first moment after the gap (PEP 495).
    return datetime.combine(day, time(hour), ZoneInfo(time_zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What decides a subscription's slots."""

    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str

    @classmethod
    def of(cls, subscription: Subscription) -> Rhythm:
        """The rhythm a person chose."""
        return cls(subscription.cadence, subscription.weekday, subscription.hour, subscription.time_zone)

    def falls_on(self, day: date) -> bool:
        """Whether a local day has a slot. Raises ValueError for `immediate`, which has none."""
        match self.cadence:
            case Cadence.DAILY:
                return True
            case Cadence.WEEKDAYS:
                return day.weekday() <= _FRIDAY
            case Cadence.WEEKLY:
                return day.weekday() == self.weekday
            case Cadence.IMMEDIATE:
                raise ValueError("an immediate subscription has no slots")

    def next_day(self, after: datetime) -> date:
        """The local day of the first slot that is due later than `after`."""
        day = after.astimezone(ZoneInfo(self.time_zone)).date() - timedelta(days=1)
        while not (self.falls_on(day) and due_at(day, self.hour, self.time_zone) > after):
            day += timedelta(days=1)
        return day

    def latest_day(self, now: datetime) -> date:
        """The local day of the last slot that is due at `now`."""
        day = now.astimezone(ZoneInfo(self.time_zone)).date() + timedelta(days=1)
        while not (self.falls_on(day) and due_at(day, self.hour, self.time_zone) <= now):
            day -= timedelta(days=1)
        return day


def first_due_at(rhythm: Rhythm, after: datetime) -> datetime | None:
    """When a subscription confirmed at `after` first gets a digest; None when it wants alerts."""
    if rhythm.cadence is Cadence.IMMEDIATE:
        return None
    return due_at(rhythm.next_day(after), rhythm.hour, rhythm.time_zone)


def latest_slot(subscription: Subscription, now: datetime) -> Slot:
    """
    The last slot that is due at `now`; those before it were overtaken and are not made up for.

    Raises ValueError for an immediate subscription, which has no slots.
    """
    return _slot(subscription, Rhythm.of(subscription).latest_day(now))


def next_slot(subscription: Subscription, after: datetime) -> Slot:
    """The first slot that is due later than `after`; ValueError as in `latest_slot`."""
    return _slot(subscription, Rhythm.of(subscription).next_day(after))


def period(slot: Slot) -> str:
    """What a subscription gets only once, whatever hour or zone it moves to: a local date or an ISO week."""
    if slot.cadence is Cadence.WEEKLY:
        year, week, _ = slot.day.isocalendar()
        return f"{slot.cadence}:{year}-W{week:02}"
    return f"{slot.cadence}:{slot.day.isoformat()}"


def look_back(slot: Slot) -> timedelta:
    """How far a first digest looks back: one cadence (over the weekend on a Monday of `weekdays`)."""
    if slot.cadence is Cadence.WEEKLY:
        return timedelta(days=7)
    if slot.cadence is Cadence.WEEKDAYS and slot.day.weekday() == 0:
        return timedelta(days=3)
    return timedelta(days=1)


def _slot(subscription: Subscription, day: date) -> Slot:
    return Slot(
        list_id=subscription.list_id,
        cadence=subscription.cadence,
        time_zone=subscription.time_zone,
        day=day,
        hour=subscription.hour,
        due_at=due_at(day, subscription.hour, subscription.time_zone),
    )
