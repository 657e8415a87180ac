"""Somewhere that log lines come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol


class LostPlaceError(Exception):
    """What was read does not stand there any more: begin anew."""


class Lines(Protocol):
    """Lines from a moment on, each given once."""

    def more(self, *, now: datetime) -> Iterator[Sequence[bytes]]:
        """Whole lines that came since the last call. Raises OSError, and LostPlaceError when it must begin anew."""
        ...
