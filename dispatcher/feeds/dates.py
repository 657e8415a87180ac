"""
The dates of feeds → aware moments in UTC, or None when they cannot be true.

Pure.
"""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime
from typing import Final

PLAUSIBLE: Final = range(1971, 2101)  # feedparser reads `1111…` as the year 1111; 1970 is a zero


def from_struct(moment: time.struct_time | None) -> datetime | None:
    """What feedparser parsed, which is UTC (so `timegm`; `mktime` would read it as local time)."""
    if moment is None or moment.tm_year not in PLAUSIBLE:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_iso(text: str) -> datetime | None:
    """RFC 3339, as JSON Feed wants it; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in PLAUSIBLE else None
