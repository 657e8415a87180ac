"""
Outbox → what may go now, relay by relay: a claim is leased, shared out, and handed over in pieces.

One claim serves all relays. It is made ahead of need, so that connections never wait for it, and at most a few claims are held: memory
is the same for a thousand deliveries and for a million. What has no room goes back until its turn, without an attempt.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.app.relays import Relays, is_down
from dispatcher.db import SendingLedger
from dispatcher.model import Delivery
from dispatcher.transport.share import Known, Leased, Share, keys_of, share_out

BATCH = 500  # deliveries of one claim
_FULL = 2 * BATCH  # deliveries held for one relay; what comes beyond goes back for a while
_PATIENCE = 5.0  # seconds until a relay that is full holds up the others no longer
_BUSY_FOR = timedelta(seconds=30)
_STRANDED_FOR = timedelta(minutes=1)  # by then the relays that did not answer are asked again


@dataclass(slots=True)
class Held:
    """A delivery that was given room and is not settled."""

    relay: str
    domain: str
    edition_id: int | None
    not_after: datetime
    handed_at: datetime | None = None  # to a connection; null before


class Claims:
    """What one run holds of the outbox."""

    def __init__(
        self,
        app: App,
        relays: Relays,
        ledger: SendingLedger,
        *,
        clock: Callable[[], datetime],
        stopping: Callable[[], bool],
        objection: Callable[[], Awaitable[str | None]],
    ) -> None:
        self._app = app
        self._relays = relays
        self._clock = clock
        self._stopping = stopping
        self._objection = objection  # why nothing may be sent, asked before every claim is handed over
        self.ledger = ledger
        self.held: dict[int, Held] = {}
        self.refused: dict[str, str] = {}  # relay → why it takes nothing in this run
        self.paused: str | None = None  # why nothing at all may be sent
        self.stopped: set[tuple[str, str]] = set()  # kind and key, as of the last claim
        self._chunks: dict[str, deque[list[Delivery]]] = {name: deque() for name in relays.by_name}
        self._back: dict[int, tuple[datetime, str | None]] = {}
        self._unused: Counter[tuple[str, date]] = Counter()  # of a relay's day
        self._claiming: asyncio.Task[None] | None = None
        self._drained = asyncio.Event()
        self.is_dry = False  # the last claim found nothing
        self.is_stranded = False  # no relay was left for something

    async def chunk(self, relay: str) -> list[Delivery] | None:
        """The next deliveries for a relay, some hundred at a time; None when there are no more for now."""
        chunks = self._chunks[relay]
        while True:
            if self._stopping() or relay in self.refused:
                return None
            if chunks:
                found = chunks.popleft()
                self._drained.set()
                if self._waiting() < BATCH:
                    self._claim_ahead()
                return found
            if self._claiming is None:
                if self.is_dry or self.paused:
                    return None
                self._claim_ahead()
            await self._claimed()

    async def fill(self) -> bool:
        """Make a claim where nothing is held; False when there is nothing to send, or the run ends: what is held is let go then."""
        self.is_dry = False
        while not (self._waiting() or self.is_dry or self.paused or self._stopping()):
            self._claim_ahead()
            await self._claimed()
        return self._waiting() > 0 and not self._stopping()

    def put_back(self, delivery_id: int, at: datetime, why: str | None) -> None:
        """One that was given room and goes back, without an attempt; written before the next claim."""
        if self.let_go(delivery_id):
            self._back[delivery_id] = (at, why)

    def is_stopped(self, held: Held) -> bool:
        """Whether its domain or its edition was stopped, as far as this run knows."""
        return ("domain", held.domain) in self.stopped or ("edition", str(held.edition_id)) in self.stopped

    def give_up(self, relay: str, why: str) -> None:
        """A relay takes nothing more in this run: what is held for it is due again, for the others, where there are any."""
        self.refused[relay] = why
        self._chunks[relay].clear()
        now = self._clock()
        for delivery_id in [which for which, held in self.held.items() if held.relay == relay]:
            if self.may_take_over():
                self.put_back(delivery_id, now, None)
            else:
                self.let_go(delivery_id)

    def may_take_over(self) -> bool:
        """Whether a relay is left."""
        return len(self.refused) < len(self._relays.by_name)

    async def close(self) -> None:
        """Write what goes back; the rest is for the ledger to release."""
        if self._claiming is not None:
            self._claiming.cancel()
            with suppress(asyncio.CancelledError, Exception):  # whoever waited for it was told
                await self._claiming
        for delivery_id in list(self.held):
            self.let_go(delivery_id)
        await self._write_back()

    def let_go(self, delivery_id: int) -> bool:
        """Not ours to send any more, and not attempted; False when it was not held."""
        held = self.held.pop(delivery_id, None)
        if held is None:
            return False
        if held.handed_at is not None:
            self._app.learned.pacing.lanes.left((held.relay, held.domain))
        if held.relay in self._relays.warming:
            self._unused[held.relay, self._clock().date()] += 1
        return True

    async def _write_back(self) -> None:
        back, self._back = self._back, {}
        unused, self._unused = self._unused, Counter()
        await self.ledger.postpone(back)
        if unused:
            async with self._app.db.transaction() as tx:
                for (relay, day), number in unused.items():
                    await tx.paces.give({relay: -number}, day)

    def _waiting(self) -> int:
        return sum(len(chunk) for chunks in self._chunks.values() for chunk in chunks)

    def _claim_ahead(self) -> None:
        made = self._claiming
        if made is not None and made.done() and not made.cancelled() and made.exception() is None:
            self._claiming = None
        if self._claiming is None and not (self.is_dry or self.paused):
            self._claiming = asyncio.create_task(self._claim())

    async def _claimed(self) -> None:
        """Wait for the claim that is under way; what it raises is raised to everybody who waits."""
        claiming = self._claiming
        if claiming is not None:
            try:
                await asyncio.shield(claiming)
            finally:
                if claiming.done() and self._claiming is claiming:
                    self._claiming = None

    async def _claim(self) -> None:
        await self._until_drained()
        await self._write_back()
        now = self._clock()
        deliveries = await self.ledger.lease(now=now, limit=BATCH)
        self.is_dry = not deliveries
        if not deliveries:
            return
        self.paused = await self._objection()
        if self.paused:
            return
        share = await self._shared(deliveries, now)
        by_id = {each.id: each for each in deliveries}
        for relay, ids in share.go.items():
            if relay in self.refused or sum(map(len, self._chunks[relay])) >= _FULL:
                for which in ids:
                    self._hold(by_id[which], relay)
                    self.put_back(which, now + _BUSY_FOR, f"relay {relay} is busy")
                continue
            for which in ids:
                self._hold(by_id[which], relay)
            self._chunks[relay].append([by_id[which] for which in ids])

    async def _shared(self, deliveries: list[Delivery], now: datetime) -> Share:
        leased = [
            Leased(
                delivery_id=each.id,
                domain=each.domain,
                edition_id=each.message.edition_id,
                not_after=each.message.not_after,
            )
            for each in deliveries
        ]
        down = {name for name in self._relays.by_name if is_down(self._app, name, now=now)}

        def relay_of(domain: str) -> str | None:
            return self._relays.routing.relay(domain, down=down, refused=self.refused)

        terms = self._relays.terms
        async with self._app.db.reading() as tx:
            stops: dict[tuple[str, str], str] = {(each.kind, each.key): each.reason for each in await tx.stops.all()}
            paced = await tx.paces.any() or any(each.limits for each in terms.values())
        self.stopped = set(stops)
        known, today, turns = Known(stopped=stops), now.date(), self._app.learned.pacing.turns
        if not paced:
            share = share_out(leased, relay_of=relay_of, terms=terms, known=known, turns=turns, now=now)
        else:
            async with self._app.db.transaction() as tx:
                known = Known(
                    paces=await tx.paces.locked(keys_of({each.domain for each in leased}, relay_of)),
                    days=await tx.paces.days(self._relays.warming, today) if self._relays.warming else {},
                    stopped=stops,
                )
                share = share_out(leased, relay_of=relay_of, terms=terms, known=known, turns=turns, now=now)
                await tx.paces.put(share.paces)
                await tx.paces.give(share.given, today)
        self.is_stranded = self.is_stranded or bool(share.nowhere)
        until = now + _STRANDED_FOR
        stranded = dict.fromkeys(share.nowhere, (until, "no relay that may take it can be reached"))
        await self.ledger.postpone(share.back | stranded)
        return share

    def _hold(self, delivery: Delivery, relay: str) -> None:
        message = delivery.message
        self.held[delivery.id] = Held(relay, delivery.domain, message.edition_id, message.not_after)

    async def _until_drained(self) -> None:
        """Wait a little where a relay has more than it can take: others may be served by what lies behind."""
        if any(sum(map(len, chunks)) >= _FULL for chunks in self._chunks.values()):
            self._drained.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._drained.wait(), _PATIENCE)
