"""
Warm-up table × day → how many messages a relay may have today.

Pure. A sender that nobody knows is let in slowly: mailbox providers judge a new address by its first days. A day is a day of UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta


def allowance(table: Sequence[int], *, first: date | None, given: int, today: date) -> int | None:
    """
    How many more messages a relay may have today; None: as many as there are, for the table is over or empty.

    `first` is the day of its first message (null: today), `given` what it had today.
    """
    day = 0 if first is None else max((today - first).days, 0)
    if day >= len(table):
        return None
    return max(table[day] - given, 0)


def next_day(now: datetime) -> datetime:
    """When the next day begins."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), tzinfo=UTC)
