"""
What may go over a relay → envelopes, in an order that lets nobody wait for a domain that is busy.

A domain that asked for less has a few conversations at a time: what is beyond waits aside, and the others go past it. A domain that asked for
less after its messages were given room gets none of them: they go back until their turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from datetime import datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.app.claims import Claims, Held
from dispatcher.app.envelopes import Envelopes
from dispatcher.model import Delivery
from dispatcher.transport import Envelope, GroupLedger
from dispatcher.transport.lanes import Key

ASIDE = 100  # envelopes that may wait for a conversation to end; what is beyond goes back
_A_LITTLE = timedelta(seconds=10)
_LOOK = 1.0  # seconds


class Stream:
    """The envelopes for one relay, as long as there are some."""

    def __init__(
        self,
        app: App,
        relay: str,
        claims: Claims,
        ledger: GroupLedger,
        *,
        moved: asyncio.Event,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._relay = relay
        self._claims = claims
        self._ledger = ledger
        self._moved = moved  # set when a message was settled
        self._clock = clock
        self._learning = app.learned.pacing
        self._aside: dict[Key, deque[Envelope]] = {}
        self._aside_in_all = 0

    async def __aiter__(self) -> AsyncIterator[Envelope]:
        """The envelopes; it waits when nothing can go yet."""
        async with aclosing(self._made()) as made:
            async for envelope in made:
                while (other := self._from_aside()) is not None:
                    yield self._gone(other)
                if self._relay in self._claims.refused:
                    return  # what it was to have is held, for the others
                if self._may_go(envelope):
                    yield self._gone(envelope)
        while self._aside_in_all and self._relay not in self._claims.refused:
            self._moved.clear()
            while (other := self._from_aside()) is not None:
                yield self._gone(other)
            if self._aside_in_all:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), _LOOK)

    def still(self, envelope: Envelope) -> bool:
        """Whether what was yielded, and waits for a connection, may go now."""
        if self._relay in self._claims.refused:
            return False
        held = self._claims.held.get(envelope.delivery_id)
        return held is not None and not self._has_gone_back(envelope.delivery_id, held)

    def _made(self) -> AsyncGenerator[Envelope]:
        """One maker for all chunks: what it keeps of bodies serves the next, and it signs ahead over their ends."""
        return aiter(Envelopes(self._app, self._chunks(), self._ledger, self._clock))

    async def _chunks(self) -> AsyncIterator[Sequence[Delivery]]:
        while (chunk := await self._claims.chunk(self._relay)) is not None:
            yield chunk

    def _gone(self, envelope: Envelope) -> Envelope:
        held = self._claims.held.get(envelope.delivery_id)
        if held is not None:
            held.handed_at = self._clock()
            self._learning.lanes.went((self._relay, held.domain))
        return envelope

    def _may_go(self, envelope: Envelope) -> bool:
        """Whether it goes now; else it waits aside, or went back."""
        held = self._claims.held.get(envelope.delivery_id)
        if held is None or self._has_gone_back(envelope.delivery_id, held):
            return False
        key = self._relay, held.domain
        if self._learning.lanes.has_room(key) and key not in self._aside:
            return True
        if self._aside_in_all < ASIDE:
            self._aside.setdefault(key, deque()).append(envelope)
            self._aside_in_all += 1
        else:
            at = min(self._clock() + _A_LITTLE, held.not_after)
            self._claims.put_back(envelope.delivery_id, at, f"{held.domain} takes few at a time")
        return False

    def _has_gone_back(self, delivery_id: int, held: Held) -> bool:
        """Whether its domain asked for less, or was stopped, after it was given room."""
        now = self._clock()
        at = self._learning.turn(self._relay, held.domain, now=now)
        why = f"waits its turn: {held.domain} asked for less"
        if self._claims.is_stopped(held):
            at, why = now + _A_LITTLE, "stopped"  # the next claim says by what
        if at is None:
            return False
        self._claims.put_back(delivery_id, min(at, held.not_after), why)
        return True

    def _from_aside(self) -> Envelope | None:
        """One of those that wait, whose domain has room again."""
        for key, waiting in list(self._aside.items()):
            found = None
            while waiting and found is None and self._learning.lanes.has_room(key):
                envelope = waiting.popleft()
                self._aside_in_all -= 1
                held = self._claims.held.get(envelope.delivery_id)
                if held is not None and not self._has_gone_back(envelope.delivery_id, held):
                    found = envelope
            if not waiting:
                del self._aside[key]
            if found is not None:
                return found
        return None
