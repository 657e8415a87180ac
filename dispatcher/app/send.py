"""
Delivery → Attempt: hand what is queued to the relay, and keep the ledger.

A batch is leased, its bytes are made, and `transport.send` drives the conversations. The ledger it reports to commits intents and
outcomes together: one durable commit per round trip over all connections.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.lock import held
from dispatcher.app.messages import bytes_of
from dispatcher.app.report import Report
from dispatcher.errors import DispatcherError
from dispatcher.model import Attempt, Body, Delivery, DeliveryState, Stage
from dispatcher.templating import Composer
from dispatcher.transport import Envelope, FolderRelay, GroupLedger, Relay, SendReport, Timeouts, send

BATCH = 500
LEASE_FOR = timedelta(minutes=30)  # longer than any batch takes; a killed process's leases end with it
logger = log.get()


@dataclass(kw_only=True)
class Sent(Report):
    """What became of the deliveries of one run. `sent` means a server took the message, no more."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    in_doubt: int = 0
    unreachable: str | None = None  # why the relay took nothing; the rest stays queued


async def run(
    app: App, *, now: datetime, clock: Callable[[], datetime] | None = None, stop: asyncio.Event | None = None
) -> Sent:
    """
    Send all that is due at `now`; `clock` dates the attempts (default: all at `now`).

    A relay that cannot be reached ends the run with `unreachable` set and nothing lost.
    """
    if app.db.kind != "sqlite":
        return await _run(app, now=now, clock=clock or (lambda: now), stop=stop, alone=False)
    with held(app.workspace.send_lock) as other:
        if other is not None:
            return Sent(unreachable=f"process {other} is sending from this workspace")
        return await _run(app, now=now, clock=clock or (lambda: now), stop=stop, alone=True)


async def _run(
    app: App, *, now: datetime, clock: Callable[[], datetime], stop: asyncio.Event | None, alone: bool
) -> Sent:
    report = Sent()
    await _recover(app, now=now, alone=alone)
    relay = relay_of(app)
    while stop is None or not stop.is_set():
        token = secrets.token_hex(8)
        async with app.db.transaction() as tx:
            deliveries = await tx.outbox.lease(now=clock(), limit=BATCH, lease_for=LEASE_FOR, token=token)
        if not deliveries:
            break
        batch = await _send(app, deliveries, relay, token=token, clock=clock, stop=stop)
        report.add(Sent(sent=batch.sent, deferred=batch.deferred, failed=batch.failed, in_doubt=batch.in_doubt))
        if batch.unreachable:
            report.unreachable = batch.unreachable
            logger.warning("relay.unreachable", reason=batch.unreachable)
            break
    if report.anything:
        logger.info("outbox.sent", **report.as_dict())
    return report


async def _send(
    app: App,
    deliveries: Sequence[Delivery],
    relay: Relay | FolderRelay,
    *,
    token: str,
    clock: Callable[[], datetime],
    stop: asyncio.Event | None,
) -> SendReport:
    async def commit(intents: Sequence[int], settled: Sequence[Attempt]) -> set[int]:
        async with app.db.transaction() as tx:
            if settled:
                await tx.outbox.settle(settled, token=token)
            if not intents:
                return set()
            return await tx.outbox.intend(intents, token=token, now=clock(), lease_for=LEASE_FOR)

    ledger = GroupLedger(commit)
    envelopes = _Envelopes(app, deliveries, ledger, clock)
    try:
        report = await send(aiter(envelopes), relay=relay, ledger=ledger, now=clock, stop=stop)
        report.failed += envelopes.unmade
        return report
    finally:
        async with app.db.transaction() as tx:
            await tx.outbox.release(token)


class _Envelopes:
    """Leased deliveries as envelopes. A message that cannot be made fails by itself and holds up no other."""

    def __init__(
        self, app: App, deliveries: Sequence[Delivery], ledger: GroupLedger, clock: Callable[[], datetime]
    ) -> None:
        self._app = app
        self._deliveries = deliveries
        self._ledger = ledger
        self._clock = clock
        self._composer = Composer()
        self.unmade = 0

    async def __aiter__(self) -> AsyncIterator[Envelope]:
        async with self._app.db.reading() as tx:
            bodies = await tx.outbox.bodies({delivery.message.body_hash for delivery in self._deliveries})
        for delivery in self._deliveries:
            try:
                envelope = self._envelope(delivery, bodies[delivery.message.body_hash])
            except (DispatcherError, ValueError) as error:
                await self._fail(delivery, error)
            else:
                yield envelope

    def _envelope(self, delivery: Delivery, body: Body) -> Envelope:
        message = delivery.message
        return Envelope(
            delivery_id=delivery.id,
            sender=message.masthead.sender_address,
            recipient=message.address,
            data=bytes_of(self._app, message, body, delivery_id=delivery.id, composer=self._composer),
            attempts=delivery.attempts,
            not_after=message.not_after,
            file_stem=f"{message.kind}-{delivery.id}",
        )

    async def _fail(self, delivery: Delivery, error: Exception) -> None:
        self.unmade += 1
        logger.error("message.unmade", delivery=delivery.id, error=str(error))
        await self._ledger.settle(
            Attempt(
                delivery_id=delivery.id,
                started_at=self._clock(),
                took_for=0.0,
                stage=Stage.CONNECT,
                reply=None,
                state=DeliveryState.FAILED,
                reason=f"the message cannot be made: {error}",
                next_attempt_at=None,
            )
        )


async def _recover(app: App, *, now: datetime, alone: bool) -> None:
    """What a killed process left: bodies that may have left are in doubt, and the policy says what becomes of those."""
    async with app.db.transaction() as tx:
        found = await tx.outbox.interrupted(now, alone=alone)
        if app.settings.smtp.in_doubt == "resend":
            await tx.outbox.resend_in_doubt(now)
    if found:
        logger.warning("deliveries.in_doubt", deliveries=found, policy=app.settings.smtp.in_doubt)


def relay_of(app: App) -> Relay | FolderRelay:
    """Where mail goes by the settings: an SMTP server, or a folder for dry runs."""
    smtp = app.settings.smtp
    if smtp.kind == "folder":
        return FolderRelay(app.workspace.root / smtp.path)
    return Relay(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        username=smtp.username,
        password=smtp.password.get_secret_value(),
        connections=smtp.connections,
        timeouts=Timeouts(),
    )
