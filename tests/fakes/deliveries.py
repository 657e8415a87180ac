"""Deliveries in the states a test wants: an edition published to some people, and what the ledger makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatcher.app import group, publish
from dispatcher.app.bootstrap import App
from dispatcher.model import Attempt, Delivery, DeliveryState, Intent, Reply, Stage
from tests.fakes.house import QUAKE, bring, let_in
from tests.fakes.people import NOON

_REPLIES = {
    DeliveryState.SENT: Reply(250, "2.0.0 taken", "2.0.0"),
    DeliveryState.DEFERRED: Reply(451, "4.3.0 later, please", "4.3.0"),
    DeliveryState.FAILED: Reply(550, "5.7.1 <Anna@example.org>: not here", "5.7.1"),
    DeliveryState.IN_DOUBT: None,
}


async def published(app: App, *addresses: str, now: datetime = NOON) -> list[Delivery]:
    """A digest to each of these addresses, queued."""
    await let_in(app, "world", *addresses)
    for outlet, title, text in QUAKE:
        await bring(app, outlet, title, text, now=now - timedelta(hours=1))
    await group.run(app, now=now)
    await publish.run(app, now=now)
    async with app.db.reading() as tx:
        return sorted(await tx.outbox.list(limit=1_000), key=lambda each: each.id)


async def settled(app: App, state: DeliveryState, *, limit: int, now: datetime = NOON) -> list[int]:
    """The next deliveries due, tried with this outcome; returns their ids."""
    async with app.db.sending(token=f"until {state}") as held_by_us:
        leased = await held_by_us.lease(now=now, limit=limit)
        await held_by_us.commit([Intent(each.id, "smtp") for each in leased], [], now=now)
        await held_by_us.commit([], [_attempt(each.id, state, now=now) for each in leased], now=now)
    return [each.id for each in leased]


async def states(app: App) -> list[DeliveryState]:
    """Every delivery's state, by id."""
    async with app.db.reading() as tx:
        return [each.state for each in sorted(await tx.outbox.list(limit=10_000), key=lambda each: each.id)]


def people(number: int) -> Sequence[str]:
    """So many addresses."""
    return [f"reader{at}@example.{('org', 'com')[at % 2]}" for at in range(number)]


def _attempt(delivery_id: int, state: DeliveryState, *, now: datetime) -> Attempt:
    reply = _REPLIES[state]
    return Attempt(
        delivery_id=delivery_id,
        started_at=now,
        took_for=0.25,
        stage=Stage.REPLY,
        reply=reply,
        state=state,
        reason=reply.text if reply else "no reply",
        next_attempt_at=now + timedelta(minutes=5) if state is not DeliveryState.SENT else None,
        relay="smtp",
    )
