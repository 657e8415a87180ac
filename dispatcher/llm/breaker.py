"""Failures of an endpoint → whether to ask it again yet: a dead one costs one time limit, not one a story."""

from __future__ import annotations

from collections.abc import Callable

from dispatcher import clock

REST = 300.0  # seconds without a question after a failure
UNREADABLE = 3  # useless answers in a row that count as a failure


class Breaker:
    """Closed: ask. Open: do not, until `REST` is over; then whoever comes tries."""

    def __init__(self, *, monotonic: Callable[[], float] = clock.monotonic) -> None:
        self._monotonic = monotonic
        self._until: float | None = None
        self._unreadable = 0

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is left alone."""
        return self._until is not None and self._monotonic() < self._until

    def failed(self) -> bool:
        """It gave no answer; true when that is news (the first failure of a row, or of a new try)."""
        news = not self.is_open
        self._until = self._monotonic() + REST
        return news

    def unreadable(self) -> bool:
        """It answered, and not as asked; true when that was once too often."""
        self._unreadable += 1
        return self._unreadable >= UNREADABLE and self.failed()

    def answered(self) -> None:
        """It answered as asked."""
        self._until = None
        self._unreadable = 0
