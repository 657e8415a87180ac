"""
Envelope → Attempt: a few connections that each take the next message when they are free.

Nothing is tried one by one against a server that is not there: the first connection that cannot be opened, or the third that breaks
in a row, ends the run, and what was not begun stays as it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from dispatcher import clock
from dispatcher.errors import TransportError
from dispatcher.model import Attempt, DeliveryState, Reply, Stage
from dispatcher.transport.backoff import backoff
from dispatcher.transport.envelope import Envelope, Ledger, SendReport
from dispatcher.transport.folder import write
from dispatcher.transport.outcomes import classify
from dispatcher.transport.relay import FolderRelay, Relay
from dispatcher.transport.session import Session

BROKEN_IN_A_ROW = 3


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

    Never raises for what a server does; what the ledger raises (StorageError) ends the run.
    """
    run = _Run(envelopes, ledger, now, stop or asyncio.Event())
    if isinstance(relay, FolderRelay):
        await run.to_folder(relay)
        return run.report
    async with asyncio.TaskGroup() as group:
        for _ in range(relay.connections):
            group.create_task(run.to_server(relay))
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
        self._broken = 0
        self.report = SendReport()

    async def to_server(self, relay: Relay) -> None:
        """One connection after another, until nothing is left."""
        session: Session | None = None
        try:
            while (envelope := await self._next()) is not None:
                if session is None or not session.usable or session.messages >= relay.messages_per_connection:
                    if session is not None:
                        await session.close()
                    session = await Session.open(relay)
                begun, started_at = clock.monotonic(), self._now()
                reached = await session.deliver(envelope, self._ledger)
                if reached is not None:
                    await self._settle(envelope, *reached, started_at=started_at, took_for=clock.monotonic() - begun)
        except TransportError as error:
            self.report.unreachable = self.report.unreachable or str(error)
        finally:
            if session is not None:
                await session.close()

    async def to_folder(self, relay: FolderRelay) -> None:
        """One file after another."""
        while (envelope := await self._next()) is not None:
            started_at = self._now()
            if not await self._ledger.intend(envelope.delivery_id):
                continue
            try:
                await asyncio.to_thread(write, envelope, relay.path)
            except OSError as error:
                self.report.unreachable = f"{relay.path}: cannot be written ({error.strerror})"
                refusal = Reply(450, self.report.unreachable)
                await self._settle(envelope, Stage.DATA, refusal, started_at=started_at, took_for=0.0)
                return
            await self._settle(envelope, Stage.REPLY, Reply(250, "written"), started_at=started_at, took_for=0.0)

    async def _next(self) -> Envelope | None:
        async with self._taking:
            if self._stop.is_set() or self.report.unreachable:
                return None
            return await anext(self._envelopes, None)

    async def _settle(
        self, envelope: Envelope, stage: Stage, reply: Reply | None, *, started_at: datetime, took_for: float
    ) -> None:
        outcome = classify(stage, reply)
        state, reason, coming = outcome.state, outcome.reason, None
        if state in {DeliveryState.DEFERRED, DeliveryState.IN_DOUBT}:
            ended_at = started_at + timedelta(seconds=took_for)
            coming = backoff(
                envelope.attempts + 1, now=ended_at, not_after=envelope.not_after, key=envelope.delivery_id
            )
            if coming is None and state is DeliveryState.DEFERRED:
                state, reason = DeliveryState.EXPIRED, f"gave up: {reason}"
        self._count(state, broke=reply is None)
        await self._ledger.settle(
            Attempt(
                delivery_id=envelope.delivery_id,
                started_at=started_at,
                took_for=took_for,
                stage=stage,
                reply=reply,
                state=state,
                reason=reason,
                next_attempt_at=coming,
                suppress=outcome.suppress,
            )
        )

    def _count(self, state: DeliveryState, *, broke: bool) -> None:
        match state:
            case DeliveryState.SENT:
                self.report.sent += 1
            case DeliveryState.DEFERRED:
                self.report.deferred += 1
            case DeliveryState.IN_DOUBT:
                self.report.in_doubt += 1
            case _:
                self.report.failed += 1
        self._broken = self._broken + 1 if broke else 0
        if self._broken >= BROKEN_IN_A_ROW:
            self.report.unreachable = f"{self._broken} connections in a row broke; what is queued stays queued"
