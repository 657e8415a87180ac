"""
Pace × now → how many messages may go, and when the next one's turn is: token buckets that learn.

Pure. A bucket fills at the rate that was set, or learned where that is less. A 421 or 4.7.x cuts the rate to what was last taken well and
leaves the domain alone for a minute, which is what most servers count by; then the rate grows again in a straight line.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher.model import Pace

BURST = timedelta(seconds=10)  # of messages that may go at once, after a quiet while
SLOWER = 0.7  # of the rate that was too much: twice as many refusals at 0.9, a fifth less mail at 0.5
FASTER = 0.05  # of that rate is added for each minute without a refusal …
FASTER_AT_LEAST = 1.0  # … and a message a minute, or a slow domain would stay slow for a day
SLOWEST = 1.0  # messages a minute
ALONE_FOR = timedelta(minutes=1)
LONGEST_ALONE = timedelta(minutes=15)
AHEAD = timedelta(minutes=15)  # no turn is given out further ahead: the rate changes meanwhile
_MINUTE = timedelta(minutes=1)


def fresh(relay: str, domain: str, *, most: float, now: datetime) -> Pace:
    """A bucket that nothing was ever taken from, for at most `most` messages a minute (0: no limit)."""
    return Pace(relay=relay, domain=domain, tokens=_room(most) if most else 0.0, rate=None, refilled_at=now)


def rate_of(pace: Pace, *, most: float, now: datetime) -> float | None:
    """Messages a minute that may go now: the less of what is set (`most`, 0: nothing) and what was learned; None: no limit."""
    rates = [most] if most else []
    if pace.rate is not None and pace.slowed_at is not None:
        minutes = max((now - pace.slowed_at - ALONE_FOR) / _MINUTE, 0.0)
        rates.append(pace.rate + max(FASTER * pace.rate, FASTER_AT_LEAST) * minutes)
    return min(rates, default=None)


def refilled(pace: Pace, *, most: float, now: datetime) -> Pace:
    """The bucket as of `now`. A clock that was set back adds nothing and takes nothing away."""
    rate = rate_of(pace, most=most, now=now)
    if rate is None:
        return pace
    minutes = max((now - pace.refilled_at) / _MINUTE, 0.0)
    return replace(pace, tokens=min(pace.tokens + rate * minutes, _room(rate)), refilled_at=now)


def turn(pace: Pace, *, rate: float, after: datetime | None, now: datetime) -> datetime:
    """When the next message that has no room now may go: not before the turn `after` which was given out last."""
    minutes = max((1.0 - pace.tokens) / rate, 0.0)
    if after is not None:
        minutes = max(minutes, (after - now) / _MINUTE + 1.0 / rate)
    return now + _MINUTE * min(minutes, AHEAD / _MINUTE)


def slowed(pace: Pace, *, most: float, taken: float, again: int, now: datetime) -> Pace:
    """
    The bucket after a refusal: `taken` messages went well in the last minute; `again` refusals came in a row before this one.

    Where the bucket itself kept us back, its rate is what was too much, however few of them this process sent: others send as well.
    """
    filled = refilled(pace, most=most, now=now)
    rate = rate_of(pace, most=most, now=now)
    if rate is None or filled.tokens > _room(rate) / 2:
        rate = taken if rate is None else min(rate, taken)
    rate = max(rate * SLOWER, SLOWEST)
    alone = min(ALONE_FOR * 2 ** min(again, 8), LONGEST_ALONE)
    return replace(filled, rate=rate, tokens=-rate * (alone / _MINUTE), refilled_at=now, slowed_at=now)


def _room(rate: float) -> float:
    return max(rate * (BURST / _MINUTE), 1.0)
