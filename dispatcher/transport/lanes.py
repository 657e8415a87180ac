"""
How many conversations at a time a domain gets: as many as there are, until it wants less.

Pure state, one for each process. A 421 or 4.7.x halves a domain's share; it grows by one for each full round that went well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

Key = tuple[str, str]  # relay and recipient domain


@dataclass(slots=True)
class _Narrow:
    limit: int
    well: int = 0  # messages that went well since the limit changed


class Lanes:
    """What is under way to each domain, and the limits of those that asked for less."""

    def __init__(self) -> None:
        self._under_way: Counter[Key] = Counter()
        self._narrow: dict[Key, _Narrow] = {}

    def has_room(self, key: Key) -> bool:
        """Whether one more may go now."""
        narrow = self._narrow.get(key)
        return narrow is None or self._under_way[key] < narrow.limit

    def went(self, key: Key) -> None:
        """One is under way."""
        self._under_way[key] += 1

    def came_back(self, key: Key, *, well: bool, most: int) -> None:
        """One is settled; `most` is how many connections there are, where the limit ends."""
        self.left(key)
        narrow = self._narrow.get(key)
        if narrow is None or not well:
            return
        narrow.well += 1
        if narrow.well >= narrow.limit:
            narrow.limit, narrow.well = narrow.limit + 1, 0
            if narrow.limit >= most:
                del self._narrow[key]

    def left(self, key: Key) -> None:
        """One that was under way is not any more, and nothing is known of it."""
        if self._under_way[key] <= 1:
            del self._under_way[key]
        else:
            self._under_way[key] -= 1

    def halve(self, key: Key) -> int:
        """It wants less; returns the new limit."""
        narrow = self._narrow.get(key)
        limit = narrow.limit if narrow else self._under_way[key] + 1  # the one that was refused has come back already
        self._narrow[key] = _Narrow(max(limit // 2, 1))
        return self._narrow[key].limit

    def limit(self, key: Key) -> int | None:
        """Its limit; None: none."""
        narrow = self._narrow.get(key)
        return narrow.limit if narrow else None
