"""A story while it can still grow: its accounts, and their centre."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.stories.account import Account

CENTRE = 24  # accounts; the latest of a long story speak for it, so that it is not stretched over all it ever was

_COPIED = 0.6  # of an account's runs of words stand in the story already: syndicated, or one entry at two addresses


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An account in a story; equal only to itself."""

    account: Account
    story: int
    at: datetime | None  # null when unknown


@dataclass(slots=True)
class OpenStory:
    """Everything follows from `placed`, in its order: a story rebuilt from the same accounts is the same."""

    placed: list[Placed] = field(default_factory=list)
    own: list[Account] = field(default_factory=list)  # without copies of each other
    centre: Counter[str] = field(default_factory=Counter)  # stem → summed weight in the latest accounts
    runs: frozenset[int] = frozenset()  # of all sketches
    outlets: Counter[str | None] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None

    def add(self, placed: Placed) -> bool:
        """Take an account in; false when it is a copy of what is here, and so changes no centre."""
        self.placed.append(placed)
        self.outlets[placed.account.outlet] += 1
        if placed.at is not None:
            self.first_at = min(placed.at, self.first_at or placed.at)
            self.last_at = max(placed.at, self.last_at or placed.at)
        sketch = placed.account.sketch
        if self.own and len(sketch & self.runs) >= _COPIED * len(sketch):
            return False
        self.runs = self.runs | sketch if self.own else sketch
        self.own.append(placed.account)
        self.centre.update(placed.account.words)
        if len(self.own) > CENTRE:
            for stem, weight in self.own[-CENTRE - 1].words.items():
                self.centre[stem] -= weight
                if not self.centre[stem]:
                    del self.centre[stem]
        return True

    @property
    def latest(self) -> list[Account]:
        """The accounts in the centre."""
        return self.own[-CENTRE:]
