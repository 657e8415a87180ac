"""
Attempts → the ledger, and what is learned from them: who wants less, what is stopped, how far the run is.

One account serves all relays and connections of a run: it is what a group commit writes through, so that everything is seen once, when it
is about to be durable.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dispatcher import clock as clocks
from dispatcher import log
from dispatcher.app import reached
from dispatcher.app.bootstrap import App
from dispatcher.app.claims import Claims, Held
from dispatcher.app.relays import Relays
from dispatcher.errors import StorageError
from dispatcher.model import Attempt, DeliveryState, Intent
from dispatcher.transport.lanes import Key
from dispatcher.transport.outcomes import Outcome, classify
from dispatcher.transport.pacing import AHEAD, fresh
from dispatcher.transport.stopping import Stopping

_TOLD_EVERY = 0.2  # seconds
logger = log.get()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    sent: int
    deferred: int
    failed: int  # and expired
    in_doubt: int
    left: int  # due when the run began, and not settled yet; more may have become due
    per_second: float  # settled a second, in the last few


@dataclass(slots=True)
class _News:
    """What commits showed, and others must know of."""

    slow: list[Key] = field(default_factory=list)  # buckets to slow down
    stopping: list[Stopping] = field(default_factory=list)


class Account:
    """What came of everything in one run."""

    def __init__(
        self,
        app: App,
        relays: Relays,
        claims: Claims,
        *,
        clock: Callable[[], datetime],
        moved: asyncio.Event,
        progress: Callable[[Progress], None] | None,
        due: int,
    ) -> None:
        self._app = app
        self._relays = relays
        self._claims = claims
        self._clock = clock
        self._moved = moved
        self._progress = progress
        self._due = due
        self._told_at = clocks.monotonic()
        self._told_of = 0
        self._rate = 0.0
        self._news = _News()
        self.states: Counter[DeliveryState] = Counter()

    async def commit(self, intents: Sequence[Intent], settled: Sequence[Attempt]) -> set[int]:
        """Durable when it returns: outcomes and intents, of which those that are ours are returned."""
        judged = [self._judged(each) for each in settled]
        ours = await self._claims.ledger.commit(intents, judged, now=self._clock())
        for each in judged:
            self.states[each.state] += 1
            self._claims.held.pop(each.delivery_id, None)
        for intent in intents:
            if intent.delivery_id not in ours:
                self._claims.let_go(intent.delivery_id)
        await self.spread()  # after the commit: what led to it may stand in it
        if judged:
            self._moved.set()
            self._tell()
        return ours

    async def spread(self) -> None:
        """Write the news. What the database does not take now comes with the next commit: this one is made, and its bodies must leave."""
        news = self._news
        try:
            while news.stopping:
                await self._stop(news.stopping[0])
                del news.stopping[0]
            if news.slow:
                await self._slow_down(news.slow)
                news.slow.clear()
            if self.states[DeliveryState.SENT] and not self._app.relay_reached:
                await reached.note(self._app, None, now=self._clock())  # a run may take hours: known before its end
        except StorageError as error:
            logger.warning("news.unwritten", stops=len(news.stopping), slow=len(news.slow), reason=str(error))

    def _judged(self, attempt: Attempt) -> Attempt:
        """What is to be learned of one attempt; deferred instead of failed where it was refused by what is stopped now."""
        held = self._claims.held.get(attempt.delivery_id)
        if held is None:
            return attempt
        learned, relay, domain = self._app.learned, held.relay, held.domain
        key, sent = (relay, domain), attempt.state is DeliveryState.SENT
        if held.handed_at is not None:
            learned.pacing.lanes.came_back(key, well=sent, most=self._connections(relay))
        if sent:
            learned.pacing.taken(relay, domain, at=attempt.started_at)
            learned.refusals.taken(relay=relay, domain=domain, edition=held.edition_id)
            return attempt
        if attempt.reply is None:
            return attempt
        outcome = classify(attempt.stage, attempt.reply)
        if outcome.slow_down:
            self._news.slow += learned.pacing.wants_less(relay, domain, begun_at=held.handed_at or attempt.started_at)
        stopping = learned.refusals.refused(
            outcome, delivery=attempt.delivery_id, relay=relay, domain=domain, edition=held.edition_id
        )
        if stopping is not None:
            self._news.stopping.append(stopping)
            if stopping.kind == "relay":
                self._claims.refused[stopping.key] = stopping.reason
            else:
                self._claims.stopped.add((stopping.kind, stopping.key))
        return self._kept_waiting(attempt, held, outcome)

    def _kept_waiting(self, attempt: Attempt, held: Held, outcome: Outcome) -> Attempt:
        stopped = outcome.refused_as_policy and (self._claims.is_stopped(held) or held.relay in self._claims.refused)
        if not stopped or attempt.state is not DeliveryState.FAILED:
            return attempt
        at = attempt.started_at + timedelta(seconds=attempt.took_for) + AHEAD
        return replace(
            attempt,
            state=DeliveryState.DEFERRED,
            reason=f"stopped: {attempt.reason}",
            next_attempt_at=min(at, held.not_after),
        )

    async def _stop(self, stopping: Stopping) -> None:
        now, fresh_stop = self._clock(), True
        async with self._app.db.transaction() as tx:
            if stopping.kind != "relay":
                fresh_stop = await tx.stops.add(stopping.kind, stopping.key, stopping.reason, now)
            reopened = await tx.stops.reopen(
                list(stopping.led_to_it), reason=f"stopped: {stopping.reason}", at=now + AHEAD
            )
        counted = min(reopened, self.states[DeliveryState.FAILED])  # the others are of an earlier run
        self.states[DeliveryState.FAILED] -= counted
        self.states[DeliveryState.DEFERRED] += counted
        if fresh_stop:  # of several connections each may meet it
            logger.warning("sending.stopped", kind=stopping.kind, key=stopping.key, reason=stopping.reason)

    async def _slow_down(self, keys: Sequence[Key]) -> None:
        now = self._clock()
        async with self._app.db.transaction() as tx:
            known = await tx.paces.locked(keys)
            for relay, domain in keys:
                most = self._relays.terms[relay].most(domain)
                pace = known.get((relay, domain)) or fresh(relay, domain, most=most, now=now)
                slower = self._app.learned.pacing.slowed(pace, most=most, now=now)
                await tx.paces.put([slower])
                logger.info("domain.slowed", relay=relay, domain=domain, messages_a_minute=round(slower.rate or 0, 1))

    def _connections(self, relay: str) -> int:
        return self._relays.by_name[relay].connections

    def _tell(self) -> None:
        if self._progress is None:
            return
        now, number = clocks.monotonic(), sum(self.states.values())
        if now - self._told_at < _TOLD_EVERY:
            return
        fresh_rate = (number - self._told_of) / max(now - self._told_at, 0.001)
        self._rate = fresh_rate if not self._rate else self._rate * 0.8 + fresh_rate * 0.2
        self._told_at, self._told_of = now, number
        self._progress(self.progress())

    def progress(self) -> Progress:
        """How far it is."""
        found, number = self.states, sum(self.states.values())
        return Progress(
            sent=found[DeliveryState.SENT],
            deferred=found[DeliveryState.DEFERRED],
            failed=found[DeliveryState.FAILED] + found[DeliveryState.EXPIRED],
            in_doubt=found[DeliveryState.IN_DOUBT],
            left=max(self._due - number, 0),
            per_second=self._rate,
        )
