"""
Attempts → what a process learns from them: how much each domain takes, who wants less, who is left alone for a while.

Pure state, one for each process, from run to run. What others must know of it goes into rows (`Pace`), which its caller writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.model import Pace
from dispatcher.transport.lanes import Key, Lanes
from dispatcher.transport.pacing import slowed, turn

DOMAINS_OF_A_RELAY = 3  # that want less one after the other, and nothing taken between them: it is the relay that does
_MINUTE = timedelta(minutes=1)
_KNOWN_AT_MOST = 50_000  # domains remembered


@dataclass(slots=True)
class _Minute:
    """Messages that were taken: in the minute that began at `since`, and in the one before."""

    since: datetime
    now: int = 0
    before: int = 0

    def turn_to(self, at: datetime) -> None:
        passed = (at - self.since) / _MINUTE
        if passed >= 1 or passed < 0:
            self.before = self.now if 1 <= passed < 2 else 0  # noqa: PLR2004 - the minute before
            self.since, self.now = (self.since + _MINUTE if 1 <= passed < 2 else at), 0  # noqa: PLR2004 - as above

    def last_minute(self, at: datetime) -> float:
        self.turn_to(at)
        return self.now + self.before * (1 - (at - self.since) / _MINUTE)


class Learning:
    """What this process saw of relays and domains."""

    def __init__(self) -> None:
        self.lanes = Lanes()
        self.turns: dict[Key, datetime] = {}
        self._taken: dict[Key, _Minute] = {}
        self._again: Counter[Key] = Counter()  # slowed down so often since a message was taken
        self._slow: dict[Key, Pace] = {}  # until something may go there again
        self._slowed_at: dict[Key, datetime] = {}
        self._slowing: set[Key] = set()  # said by `wants_less`, and not yet done: those that say it together are one
        self._unwilling: defaultdict[str, set[str]] = defaultdict(set)  # relay → domains, since it took a message

    def taken(self, relay: str, domain: str, *, at: datetime) -> None:
        """A server took a message."""
        self._unwilling.pop(relay, None)
        for key in ((relay, domain), (relay, "")):
            minute = self._taken.get(key)
            if minute is None:
                if len(self._taken) >= _KNOWN_AT_MOST:
                    self._taken.clear()
                minute = self._taken[key] = _Minute(at)
            minute.turn_to(at)
            minute.now += 1
            if key in self._again:
                del self._again[key]

    def wants_less(self, relay: str, domain: str, *, begun_at: datetime) -> list[Key]:
        """
        A server asked for less: the buckets to slow down now, the domain's and perhaps the relay's.

        Nothing when the message was handed out before the last slowing: that was answered already.
        """
        wanted: list[Key] = []
        if self._is_news((relay, domain), begun_at):
            self.lanes.halve((relay, domain))
            wanted.append((relay, domain))
        unwilling = self._unwilling[relay]
        unwilling.add(domain)
        if len(unwilling) >= DOMAINS_OF_A_RELAY and self._is_news((relay, ""), begun_at):
            unwilling.clear()
            wanted.append((relay, ""))
        self._slowing.update(wanted)
        return wanted

    def slowed(self, pace: Pace, *, most: float, now: datetime) -> Pace:
        """The bucket, slowed down; what waits for it gets new turns."""
        key = pace.relay, pace.domain
        minute = self._taken.get(key)
        pace = slowed(
            pace, most=most, taken=minute.last_minute(now) if minute else 0.0, again=self._again[key], now=now
        )
        self._again[key] += 1
        self._slow[key], self._slowed_at[key] = pace, now
        self._slowing.discard(key)
        self.turns.pop(key, None)
        return pace

    def turn(self, relay: str, domain: str, *, now: datetime) -> datetime | None:
        """When a message that was given room may go after all; None: now. Its bucket may have been slowed down meanwhile."""
        at = None
        for key in ((relay, domain), (relay, "")):
            pace = self._slow.get(key)
            if pace is None or pace.rate is None:
                continue
            if (until := turn(pace, rate=pace.rate, after=None, now=pace.refilled_at)) <= now:
                del self._slow[key]
                continue
            self.turns[key] = turn(pace, rate=pace.rate, after=self.turns.get(key), now=pace.refilled_at)
            at = max(self.turns[key], until, at or until)
        return at

    def _is_news(self, key: Key, begun_at: datetime) -> bool:
        if key in self._slowing:
            return False
        return key not in self._slowed_at or begun_at > self._slowed_at[key]
