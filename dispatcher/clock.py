"""The only place that reads the clock; everything else is told `now`."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

from dispatcher.errors import InputError


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump, for durations."""
    return time.monotonic()


def parse_moment(text: str) -> datetime:
    """
    Read what `--now` was given: ISO 8601, without a zone in UTC; or `+1d`, `+6h`, `+30m` from the present.

    Raises InputError when the text is no moment, or one at the ends of the calendar.
    """
    if ahead := _AHEAD.fullmatch(text):
        return now() + timedelta(**{_UNITS[ahead[2]]: int(ahead[1])})
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{text!r} is not a moment", place="--now", remedy=_FORMS) from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InputError(f"{text!r} is out of the calendar we reckon with", place="--now", remedy=_FORMS)
    return moment


_AHEAD = re.compile(r"\+(\d{1,4})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_FIRST_YEAR, _LAST_YEAR = 1980, 2900
_FORMS = "write it as 2026-03-29T07:00, 2026-03-29T07:00+02:00, or +1d, +6h, +30m from the present"
