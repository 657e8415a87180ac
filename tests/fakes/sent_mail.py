"""Mail that went out, put straight into the outbox: one message for each confirmed person of a list, taken by a server."""

from __future__ import annotations

from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.model import Attempt, Body, Delivery, DeliveryState, Intent, MessageKind, Plan, Reply, Stage


async def went_out(app: App, name: str, *, now: datetime) -> dict[str, Delivery]:
    """The deliveries by address."""
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name(name)
        letterhead = Letterhead(kind=MessageKind.DIGEST, masthead=masthead_of(app, audience))
        body_hash = await tx.outbox.put_body(Body(subject="The briefing", fragments=()))
        plan = Plan(stories=())
        people = await tx.subscriptions.of_list(audience.id)
        await tx.outbox.add_all(
            [message_to(app, each, letterhead, plan=plan, body_hash=body_hash, now=now) for each in people], now
        )
    async with app.db.sending(token="a-run-of-tests") as ledger:
        leased = await ledger.lease(now=now, limit=100)
        await ledger.commit([Intent(each.id, "smtp") for each in leased], [], now=now)
        await ledger.commit([], [_sent(each.id, now) for each in leased], now=now)
    return {each.message.address: each for each in leased}


def _sent(delivery_id: int, now: datetime) -> Attempt:
    return Attempt(
        delivery_id=delivery_id,
        started_at=now,
        took_for=0.1,
        stage=Stage.REPLY,
        reply=Reply(250, "kept"),
        state=DeliveryState.SENT,
        reason="250 kept",
        next_attempt_at=None,
        relay="smtp",
    )
