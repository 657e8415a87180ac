"""The only place that reads the clock; everything else is told `now`."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from dispatcher.errors import InputError


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump, for durations."""
    return time.monotonic()


def parse_moment(text: str) -> datetime:
    """
    Read what `--now` was given: ISO 8601; without a zone it is UTC.

    Raises InputError when the text is no date.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"{text!r} is not a moment", remedy="write it as 2026-03-29T07:00 or 2026-03-29T07:00+02:00"
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
