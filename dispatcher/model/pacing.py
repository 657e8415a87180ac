"""How fast a relay, or a recipient domain behind it, takes our mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A token bucket and the rate that was learned; `transport.pacing` says what they mean."""

    relay: str
    domain: str  # in A-labels and small letters; "" is the relay as a whole
    tokens: float  # messages that may go at once, as of `refilled_at`; below 0: it is left alone for a while
    rate: float | None  # messages a minute when it was last slowed down; null: it never was
    refilled_at: datetime
    slowed_at: datetime | None = None  # when it last asked for less (421, 4.7.x); null: never
