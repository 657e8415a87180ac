"""
Facts of a briefing as they were stored → values of the expected shape, or nothing.

They may be years old, and strangers wrote what is in them: what has another shape is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time
from itertools import islice
from typing import Any, TypeAlias

from dispatcher.templating.plain import plain, shortened

Json: TypeAlias = Mapping[str, Any]
MOST_READ = 50  # rows of a list that are looked at
MOST_NUMBER = 10**12


def rows(data: Json, key: str) -> Iterator[Json]:
    """The objects in the list at `key`."""
    return (row for row in values(data, key) if isinstance(row, Mapping))


def values(data: Json, key: str) -> Iterator[Any]:
    """What is in the list at `key`."""
    found = data.get(key)
    return islice(found if isinstance(found, list | tuple) else (), MOST_READ)


def text(data: Json, key: str, *, most: int) -> str:
    """One clean line of at most `most` characters; numbers are texts too."""
    found = data.get(key)
    if isinstance(found, str):
        return shortened(plain(found[: 4 * most]), most)
    return str(found) if isinstance(found, int) and number(data, key) is not None else ""


def number(data: Json, key: str) -> int | None:
    """A whole number, not negative."""
    found = data.get(key)
    return found if type(found) is int and 0 <= found < MOST_NUMBER else None


def day(data: Json, key: str) -> date | None:
    """A date, from the first ten characters."""
    try:
        return date.fromisoformat(str(data.get(key))[:10])
    except ValueError:
        return None


def clock(data: Json, key: str) -> time | None:
    """An hour and minute."""
    found = data.get(key)
    try:
        return time.fromisoformat(found).replace(tzinfo=None) if isinstance(found, str) else None
    except ValueError:
        return None


def moment(data: Json, key: str) -> datetime | None:
    """A moment, UTC when it has no zone; none that no zone could tell."""
    found = data.get(key)
    try:
        at = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    if at is None or not MINYEAR < at.year < MAXYEAR:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
