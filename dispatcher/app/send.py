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
from dispatcher.model import Attempt, Body, Delivery
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
            deliveries = await tx.outbox.lease(now=now, limit=BATCH, lease_for=LEASE_FOR, token=token)
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
            return await tx.outbox.intend(intents, token=token) if intents else set()

    try:
        return await send(_envelopes(app, deliveries), relay=relay, ledger=GroupLedger(commit), now=clock, stop=stop)
    finally:
        async with app.db.transaction() as tx:
            await tx.outbox.release(token)


async def _envelopes(app: App, deliveries: Sequence[Delivery]) -> AsyncIterator[Envelope]:
    bodies: dict[str, Body] = {}
    async with app.db.reading() as tx:
        bodies = await tx.outbox.bodies({delivery.message.body_hash for delivery in deliveries})
    for delivery in deliveries:
        message = delivery.message
        yield Envelope(
            delivery_id=delivery.id,
            sender=message.masthead.sender_address,
            recipient=message.address,
            data=bytes_of(app, message, bodies[message.body_hash]),
            attempts=delivery.attempts,
            not_after=message.not_after,
            file_stem=f"{message.kind}-{delivery.id}",
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
