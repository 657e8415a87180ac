"""Moment → what the reader's calendar and clock say of it: words, time zone, and the day on which the mail is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from dispatcher.templating.plain import isolated
from dispatcher.templating.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """For whom a mail is written. Dates name what differs from `day`: the day, and the year only when it is another one."""

    wording: Wording
    day: date  # local
    time_zone: str = ""  # an IANA name; "" is UTC

    def moment(self, at: datetime, *, zoned: bool = False) -> str:
        """Local time, with the date when it is another day's; `zoned` adds the zone: "23 November, 07:40 CET"."""
        local = at.astimezone(_zone(self.time_zone))
        told = self.wording.say_time(local.time())
        if zoned:
            told = f"{told}\u00a0{isolated(_abbreviated(local), self.wording.direction)}"
        if local.date() == self.day:
            return told
        return self.wording.say("day_and_time", day=self.wording.say_day(local.date(), today=self.day), time=told)

    def weekday(self, day: date) -> str:
        """A date with its weekday."""
        return self.wording.say_day(day, today=self.day, weekday=True)


def day_in(time_zone: str, at: datetime) -> date:
    """The day it is in a zone at a moment."""
    return at.astimezone(_zone(time_zone)).date()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, KeyError, OSError):  # a zone that this system does not know: UTC is said to be UTC
        return UTC


def _abbreviated(local: datetime) -> str:
    """`CET`; zones that have none are told by their offset, `UTC+04`."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[0] in "+-" else name
