"""What parsing a body gives: the feed's title and its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dispatcher.model import ParsedEntry

MOST_ENTRIES: Final = 2_000  # of one body, the first ones; feeds list the newest first


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as parsed; entries in the order of the body, at most `MOST_ENTRIES`."""

    title: str
    entries: tuple[ParsedEntry, ...]
