"""
Envelope → Attempt: a few connections that each take the next message when they are free.

Nothing is tried one by one against a server that is not there or will have none of us: when no connection can be opened, or three
messages in a row meet what concerns every message, the run ends, and what was not begun stays as it was.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from dispatcher import clock, log
from dispatcher.errors import TransportError
from dispatcher.model import DeliveryState
from dispatcher.transport.envelope import Carrier, Envelope, Ledger, Reached, SendReport
from dispatcher.transport.folder import Folder
from dispatcher.transport.outcomes import is_everyones
from dispatcher.transport.relay import FolderRelay, Relay
from dispatcher.transport.session import Session
from dispatcher.transport.settling import attempt_of

IN_A_ROW = 3  # messages that met what concerns everyone, and no other between them
logger = log.get()


async def send(
    envelopes: AsyncIterator[Envelope],
    *,
    relay: Relay | FolderRelay,
    ledger: Ledger,
    now: Callable[[], datetime],
    stop: asyncio.Event | None = None,
) -> SendReport:
    """
    Send every envelope, reporting each to the ledger; `stop` ends it after the bodies under way.

    Never raises for what a server does. What the ledger (StorageError) or the iterator raises ends the run as `stop`
    does, and is raised then, the first of them: no other connection's message is left in doubt by it.
    """
    run = _Run(envelopes, ledger, now, stop or asyncio.Event())

    async def opening() -> Carrier:
        return await (Folder.open(relay) if isinstance(relay, FolderRelay) else Session.open(relay))

    async with asyncio.TaskGroup() as group:
        for _ in range(relay.connections):
            group.create_task(run.connection(opening, most=relay.messages_per_connection))
    if run.trouble is not None:
        raise run.trouble
    return run.report


class _Run:
    """What the connections of one run share."""

    def __init__(
        self,
        envelopes: AsyncIterator[Envelope],
        ledger: Ledger,
        now: Callable[[], datetime],
        stop: asyncio.Event,
    ) -> None:
        self._envelopes = envelopes
        self._ledger = ledger
        self._now = now
        self._stop = stop
        self._taking = asyncio.Lock()
        self._given_back: deque[Envelope] = deque()
        self._open = 0
        self._first = asyncio.Lock()
        self._in_a_row = 0
        self.trouble: Exception | None = None
        self.report = SendReport()

    async def connection(self, opening: Callable[[], Awaitable[Carrier]], *, most: int) -> None:
        """One connection after another, until nothing is left."""
        try:
            await self._deliver_all(opening, most=most)
        except Exception as error:  # noqa: BLE001 - raised by `send` when the others have finished their messages
            self.trouble = self.trouble or error

    async def _deliver_all(self, opening: Callable[[], Awaitable[Carrier]], *, most: int) -> None:
        carrier: Carrier | None = None
        try:
            while (envelope := await self._next()) is not None:
                if carrier is None or not carrier.usable or carrier.messages >= most:
                    carrier = await self._replaced(carrier, opening)
                    if carrier is None:
                        self._given_back.append(envelope)
                        return
                begun, started_at = clock.monotonic(), self._now()
                reached = await carrier.deliver(envelope, self._ledger, stopping=self._ending)
                if reached is not None:
                    await self._settle(envelope, reached, started_at=started_at, took_for=clock.monotonic() - begun)
        finally:
            await self._left(carrier)

    async def _replaced(self, old: Carrier | None, opening: Callable[[], Awaitable[Carrier]]) -> Carrier | None:
        """A new connection; None when there is none to be had. While none is open, they are opened one at a time."""
        await self._left(old)
        if self._open == 0:
            async with self._first:
                if self._open == 0:
                    return await self._opened(opening)
        return await self._opened(opening)

    async def _opened(self, opening: Callable[[], Awaitable[Carrier]]) -> Carrier | None:
        if self.report.unreachable:
            return None
        try:
            carrier = await opening()
        except TransportError as error:
            if self._open == 0:
                self.report.unreachable = str(error)
            else:  # this server wants fewer at a time
                logger.info("connection.refused", open=self._open, error=str(error))
            return None
        self._open += 1
        return carrier

    async def _left(self, carrier: Carrier | None) -> None:
        if carrier is not None:
            self._open -= 1
            await carrier.close()

    def _ending(self) -> bool:
        return self._stop.is_set() or self.report.unreachable is not None or self.trouble is not None

    async def _next(self) -> Envelope | None:
        async with self._taking:
            if self._ending():
                return None
            if self._given_back:
                return self._given_back.popleft()
            return await anext(self._envelopes, None)

    async def _settle(self, envelope: Envelope, reached: Reached, *, started_at: datetime, took_for: float) -> None:
        attempt = attempt_of(envelope, reached, started_at=started_at, took_for=took_for)
        self._count(attempt.state)
        if reached.own is None:
            self._weigh(reached, attempt.reason)
        elif attempt.state is DeliveryState.DEFERRED:
            self.report.unreachable = attempt.reason
        await self._ledger.settle(attempt)

    def _count(self, state: DeliveryState) -> None:
        match state:
            case DeliveryState.SENT:
                self.report.sent += 1
            case DeliveryState.DEFERRED:
                self.report.deferred += 1
            case DeliveryState.IN_DOUBT:
                self.report.in_doubt += 1
            case _:
                self.report.failed += 1

    def _weigh(self, reached: Reached, reason: str) -> None:
        self._in_a_row = self._in_a_row + 1 if is_everyones(reached.stage, reached.reply) else 0
        if self._in_a_row >= IN_A_ROW:
            self.report.unreachable = (
                f"{self._in_a_row} messages in a row met this: {reason}; what is queued stays queued"
            )
