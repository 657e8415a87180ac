"""
What is asked of a relay's evidence, and what it may answer.

A reader for another relay is a class with the one method of `Evidence`; docs/how-to/doubt.md shows one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A message whose body may have left, and whose reply nobody saw."""

    delivery_id: int
    message_id: str  # with angle brackets, as in the header
    since: datetime  # its body cannot have left before
    until: datetime  # by then the connection was gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A message that the relay is known to have taken: evidence that does not show it is no evidence."""

    message_id: str
    taken_at: datetime


class Finding(StrEnum):
    """What evidence can say of one doubt."""

    ACCEPTED = "accepted"  # the relay took it, and answers for it now
    ABSENT = "absent"  # the relay did not take it, and never will: it may be sent again
    UNKNOWN = "unknown"  # neither is sure, perhaps not yet


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding, and what it rests on, in words for the operator."""

    finding: Finding
    why: str
    waiting: bool = False  # unknown only because the relay has written nothing since


class Evidence(Protocol):
    """Somewhere that a relay leaves traces of what it took."""

    def accepted(self, doubts: Collection[Doubt], *, known: Collection[Known], now: datetime) -> Mapping[int, Verdict]:
        """
        A verdict for each delivery in doubt; one that is left out is unknown.

        Called in a thread, by one caller at a time, again and again while there are doubts. It must not raise for what it
        cannot read or understand: that is unknown. `ABSENT` is a promise; whoever is not sure says unknown.
        """
        ...
