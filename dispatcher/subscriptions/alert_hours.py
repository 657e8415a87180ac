"""
List × Subscription → Hours: when one person may be told of news at once, by their own clock.

Quiet hours are wall-clock hours of the reader's zone, over midnight when they end before they begin. Where clocks go back an hour is
quiet each time it passes; where they go forward over the end, they end with the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dispatcher.model import MailingList, Subscription
from dispatcher.subscriptions.slots import due_at

# Every offset in use is a whole number of quarter hours (tz database), so that a local hour begins with one of them.
_STEP = timedelta(minutes=15)
_LONGEST = timedelta(hours=48)  # no quiet hours last longer, clock changes included


@dataclass(frozen=True, slots=True)
class Hours:
    """When alerts may reach one person."""

    time_zone: str
    quiet_from: int | None = None  # local hour; null: never quiet
    quiet_until: int | None = None
    morning: int = 7  # local hour from which a day makes up for what was over the cap of the day before
    most: int = 6  # alerts on a local day

    @classmethod
    def of(cls, audience: MailingList, subscription: Subscription) -> Hours:
        """The hours of a list, by one subscriber's clock."""
        return cls(
            time_zone=subscription.time_zone,
            quiet_from=audience.quiet_from,
            quiet_until=audience.quiet_until,
            morning=subscription.hour,
            most=audience.alerts_a_day,
        )

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nobody is to be woken then. Hours that begin when they end are none."""
        return _is_quiet(moment, self.time_zone, self.quiet_from, self.quiet_until)

    def awake_from(self, moment: datetime) -> datetime:
        """`moment`, or the end of the quiet hours it falls in."""
        return _awake_from(moment, self.time_zone, self.quiet_from, self.quiet_until)

    def quiet_from_moment(self, moment: datetime) -> datetime | None:
        """When the quiet hours after `moment` begin; None when there are none."""
        return _quiet_after(moment, self.time_zone, self.quiet_from, self.quiet_until)

    def full(self, moment: datetime, sent: Sequence[datetime]) -> bool:
        """Whether the local day of `moment` has all the alerts it may have; `sent` are those this person got."""
        if len(sent) < self.most:
            return False
        day = self.day(moment)
        return sum(self.day(each) == day for each in sent) >= self.most

    def allowed_from(self, moment: datetime, sent: Sequence[datetime]) -> datetime:
        """The first time from `moment` on at which this person may get an alert, who got those `sent`."""
        while True:
            moment = self.awake_from(moment)
            if not self.full(moment, sent):
                return moment
            moment = due_at(self.day(moment) + timedelta(days=1), self.morning, self.time_zone)


def _hours(quiet_from: int | None, quiet_until: int | None) -> frozenset[int]:
    if quiet_from is None or quiet_until is None:
        return frozenset()
    return frozenset((quiet_from + n) % 24 for n in range((quiet_until - quiet_from) % 24))


def _is_quiet(moment: datetime, time_zone: str, quiet_from: int | None, quiet_until: int | None) -> bool:
    return moment.astimezone(ZoneInfo(time_zone)).hour in _hours(quiet_from, quiet_until)


# All readers of a zone are asked about the same moments.
@lru_cache(maxsize=4_096)
def _awake_from(moment: datetime, time_zone: str, quiet_from: int | None, quiet_until: int | None) -> datetime:
    at = moment
    while _is_quiet(at, time_zone, quiet_from, quiet_until):
        at = _next_quarter(at)
    return at


@lru_cache(maxsize=4_096)
def _quiet_after(moment: datetime, time_zone: str, quiet_from: int | None, quiet_until: int | None) -> datetime | None:
    at = moment
    while at < moment + _LONGEST:
        if _is_quiet(at, time_zone, quiet_from, quiet_until):
            return at
        at = _next_quarter(at)
    return None


def _next_quarter(moment: datetime) -> datetime:
    since = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - since + _STEP
