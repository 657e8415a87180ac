"""
When a feed is asked next.

Pure and deterministic: the jitter comes from the feed's id, so that feeds added together do not stay together, and the same
inputs always give the same moment.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

EVERY: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(days=1)
MOST_FRESH: Final = timedelta(hours=1)  # news: a cache's word is heard, but not for longer
JITTER: Final = 0.1  # of the wait, taken away, so that a wait is never longer than promised


class Outcome(StrEnum):
    """How a poll ended, as far as the next one is concerned."""

    CHANGED = "changed"  # a readable body with other bytes than before
    SAME = "same"  # 304, or the same bytes
    FAILED = "failed"  # no readable feed
    GONE = "gone"  # 410: asked daily, in case it was a mistake


def next_poll_at(
    now: datetime,
    *,
    feed_id: int,
    outcome: Outcome,
    every: timedelta = EVERY,
    failures: int = 0,
    retry_after: timedelta | None = None,
    fresh_for: timedelta | None = None,
) -> datetime:
    """
    The moment of the next poll, after `now`.

    `failures` counts those in a row, this one included: the first waits `every`, then twice as long each time, up to a day.
    `retry_after` is honoured (up to a day), `fresh_for` (see `freshness`) stretches a success up to an hour.
    """
    wait = every
    match outcome:
        case Outcome.GONE:
            wait = max(every, LONGEST)
        case Outcome.FAILED:
            wait = max(every, min(every * 2 ** min(max(failures - 1, 0), 20), LONGEST))
        case Outcome.CHANGED | Outcome.SAME:
            wait = max(every, min(fresh_for or timedelta(0), MOST_FRESH))
    wait *= 1 - JITTER * _fraction(feed_id)
    return now + max(wait, min(retry_after or timedelta(0), LONGEST))


def freshness(headers: Mapping[str, str]) -> timedelta | None:
    """How long the server says its answer stays fresh (`Cache-Control: max-age`, RFC 9111 §5.2.2.1); None when it does not say."""
    control = headers.get("Cache-Control", "").lower()
    if re.search(r"\bno-(?:store|cache)\b", control):
        return None
    age = re.search(r'(?<![\w-])max-age="?(\d{1,9})', control)
    return timedelta(seconds=int(age[1])) if age else None


def _fraction(feed_id: int) -> float:
    """From 0 to 1, the same for the same feed on every machine."""
    digest = hashlib.sha256(str(feed_id).encode()).digest()
    return int.from_bytes(digest[:4]) / 0xFFFF_FFFF
