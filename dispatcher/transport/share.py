"""
What was leased → which of it may go over which relay now, and when the turn of the rest is.

Pure. A message needs a relay that answers, no stop, and room: in the relay's day while it warms up, in the relay's bucket, and in its
domain's. What has none goes back until its turn, which is no attempt, so that nothing else is held up by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from dispatcher.model import Pace
from dispatcher.transport.pacing import AHEAD, fresh, rate_of, refilled, turn
from dispatcher.transport.warm_up import allowance, next_day

Key = tuple[str, str]  # relay and recipient domain; "" is the relay as a whole
_SECOND = timedelta(seconds=1)
_TURNS_AT_MOST = 50_000  # remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the settings say of a relay's pace; 0 and nothing: no limit."""

    messages_a_minute: float = 0.0
    domain_messages_a_minute: float = 0.0
    warm_up: tuple[int, ...] = ()

    @property
    def limits(self) -> bool:
        """Whether there is a limit at all."""
        return bool(self.messages_a_minute or self.domain_messages_a_minute or self.warm_up)

    def most(self, domain: str) -> float:
        """Messages a minute for a domain; for the relay as a whole when it is ""."""
        return self.domain_messages_a_minute if domain else self.messages_a_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """One delivery that was leased."""

    delivery_id: int
    domain: str
    edition_id: int | None
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database knows when a share is decided."""

    paces: Mapping[Key, Pace] = field(default_factory=dict)
    days: Mapping[str, tuple[date, int]] = field(default_factory=dict)  # relay → its first day, messages of today
    stopped: Mapping[tuple[str, str], str] = field(default_factory=dict)  # kind and key → why


@dataclass(slots=True)
class Share:
    """What came of it."""

    go: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # relay → deliveries, in order
    back: dict[int, tuple[datetime, str]] = field(default_factory=dict)  # delivery → its turn, and why not now
    nowhere: list[int] = field(default_factory=list)  # no relay is left for these
    paces: list[Pace] = field(default_factory=list)  # buckets as they are now
    given: Counter[str] = field(default_factory=Counter)  # messages of today for relays that warm up


def keys_of(domains: Iterable[str], relay_of: Callable[[str], str | None]) -> set[Key]:
    """The buckets that a share of messages for these domains may take from."""
    found = {(relay, domain) for domain in domains if (relay := relay_of(domain)) is not None}
    return found | {(relay, "") for relay, _ in found}


def share_out(
    leased: Sequence[Leased],
    *,
    relay_of: Callable[[str], str | None],
    terms: Mapping[str, Terms],
    known: Known,
    turns: dict[Key, datetime],
    now: datetime,
) -> Share:
    """
    Decide for each in order. `turns` is the last turn given out for each bucket; it is kept from one share to the next.

    No turn is later than the message is good for: what has none before it loses its use is due then, and expires.
    """
    return _Sharing(relay_of, terms, known, turns, now).share(leased)


class _Sharing:
    def __init__(
        self,
        relay_of: Callable[[str], str | None],
        terms: Mapping[str, Terms],
        known: Known,
        turns: dict[Key, datetime],
        now: datetime,
    ) -> None:
        self._relay_of = relay_of
        self._terms = terms
        self._known = known
        self._turns = turns
        self._now = now
        self._buckets: dict[Key, Pace] = {}
        self._left: dict[str, int | None] = {}
        self._share = Share()

    def share(self, leased: Sequence[Leased]) -> Share:
        for each in leased:
            self._decide(each)
        self._share.paces = list(self._buckets.values())
        if len(self._turns) > _TURNS_AT_MOST:
            for key in [key for key, at in self._turns.items() if at <= self._now]:
                del self._turns[key]
        return self._share

    def _decide(self, each: Leased) -> None:
        why = self._known.stopped.get(("domain", each.domain)) or self._known.stopped.get(
            ("edition", str(each.edition_id))
        )
        if why is not None:
            self._back(each, self._now + AHEAD, f"stopped: {why}")
            return
        relay = self._relay_of(each.domain)
        if relay is None:
            self._share.nowhere.append(each.delivery_id)
            return
        left = self._left_today(relay)
        if left == 0:
            self._back(each, next_day(self._now), f"relay {relay} warms up and has had its messages of today")
            return
        buckets = [bucket for key in ((relay, ""), (relay, each.domain)) if (bucket := self._bucket(key)) is not None]
        full = [bucket for bucket in buckets if bucket.tokens < 1]
        if full:
            self._wait(each, full)
            return
        for bucket in buckets:
            self._buckets[bucket.relay, bucket.domain] = replace(bucket, tokens=bucket.tokens - 1)
        if left is not None:
            self._left[relay] = left - 1
            self._share.given[relay] += 1
        self._share.go[relay].append(each.delivery_id)

    def _wait(self, each: Leased, full: Sequence[Pace]) -> None:
        at = self._now
        for bucket in full:
            key = bucket.relay, bucket.domain
            rate = rate_of(bucket, most=self._terms[bucket.relay].most(bucket.domain), now=self._now) or 1.0
            self._turns[key] = turn(bucket, rate=rate, after=self._turns.get(key), now=self._now)
            at = max(at, self._turns[key])
        whose = full[-1].domain or f"relay {full[-1].relay}"
        self._back(each, at, f"waits its turn: {whose} takes {rate:.3g} messages a minute")

    def _back(self, each: Leased, at: datetime, why: str) -> None:
        # Never at once: who asks again within this moment would get it again.
        self._share.back[each.delivery_id] = max(min(at, each.not_after), self._now + _SECOND), why

    def _left_today(self, relay: str) -> int | None:
        if relay not in self._left:
            first, given = self._known.days.get(relay, (None, 0))
            table = self._terms[relay].warm_up
            self._left[relay] = allowance(table, first=first, given=given, today=self._now.date())
        return self._left[relay]

    def _bucket(self, key: Key) -> Pace | None:
        """A bucket that limits something, filled up; None where nothing is limited."""
        found = self._buckets.get(key)
        if found is not None:
            return found
        most = self._terms[key[0]].most(key[1])
        pace = self._known.paces.get(key)
        if pace is None:
            if not most:
                return None
            pace = fresh(*key, most=most, now=self._now)
        if rate_of(pace, most=most, now=self._now) is None:
            return None
        self._buckets[key] = refilled(pace, most=most, now=self._now)
        return self._buckets[key]
