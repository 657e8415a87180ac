"""
When to try again: minutes at first, an hour in the end.

Pure: the jitter comes from the delivery's own id, so that a restart does not bunch what was spread.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

FIRST = timedelta(minutes=2)
SHORTEST = timedelta(seconds=10)  # whatever a server says
LONGEST = timedelta(hours=1)
JITTER = 0.25  # of the wait, added


def backoff(
    attempts: int, *, now: datetime, not_after: datetime, key: int, at_least: timedelta | None = None
) -> datetime | None:
    """
    The moment of the next attempt after `attempts` of them (at least 1); None when there is none before `not_after`.

    `at_least` is what the server asked for: it is waited for, an hour at most, and never cut short by the jitter. RFC 5321
    §4.5.4.1 asks for half an hour between retries to a site; a relay of our own is asked sooner.
    """
    wait = min(FIRST * 2 ** min(max(attempts, 1) - 1, 16), LONGEST)
    if at_least is not None:
        wait = min(at_least, LONGEST) if attempts <= 1 else max(wait, min(at_least, LONGEST))
        wait = max(wait, SHORTEST)
    wait += wait * JITTER * _fraction(key, attempts)
    coming = now + wait
    return coming if coming <= not_after else None


def _fraction(key: int, attempts: int) -> float:
    digest = hashlib.blake2b(f"{key}:{attempts}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
