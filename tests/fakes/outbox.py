"""Deliveries to move: an edition queued for a few readers, and a sender's moves in one line each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from dispatcher.db import Database, SendingLedger
from dispatcher.db.tables_mail import attempt as attempts_made
from dispatcher.db.tables_sending import stop
from dispatcher.model import (
    Attempt,
    Cadence,
    Delivery,
    DeliveryState,
    Intent,
    Message,
    Plan,
    PlannedStory,
    Reply,
    Slot,
    Stage,
)
from tests.fakes.people import ANNA, MASTHEAD, NOON
from tests.fakes.waiting import BODY, digest_to

HOUR = timedelta(hours=1)
PLAN = Plan(stories=(PlannedStory(1, 1, "korea"),), more=(2,))


async def queue(db: Database, readers: int) -> list[Message]:
    """Queue one digest for each of so many confirmed readers, at noon, good for a day."""
    async with db.transaction() as tx:
        await tx.topics.add("korea", "Korea", "Korea")
        world = await tx.lists.add(
            "world", title="World", sender_name="World", sender_address="world@news.example.org", topics=["korea"]
        )
        people = [replace(ANNA, address=f"reader{number}@example.org") for number in range(readers)]
        joined = await tx.subscriptions.join(world.id, people, now=NOON)
        slot = Slot(
            list_id=world.id, cadence=Cadence.DAILY, time_zone="UTC", day=date(2026, 11, 24), hour=12, due_at=NOON
        )
        edition = await tx.editions.open_digest(slot, MASTHEAD, now=NOON)
        body_hash = await tx.outbox.put_body(BODY)
        messages = []
        for each in joined:
            person = await tx.subscriptions.get(each.subscription_id)
            assert person
            messages.append(
                digest_to(
                    person,
                    edition_id=edition.id,
                    body_hash=body_hash,
                    plan=PLAN,
                    period="daily:2026-11-24",
                    message_id=f"<{person.id}@news.example.org>",
                )
            )
        assert await tx.outbox.add_all(messages, NOON) == {message.message_id for message in messages}
    return messages


def attempt(delivery: Delivery, state: DeliveryState = DeliveryState.SENT, **changes: Any) -> Attempt:
    """An attempt that ended well, unless changed."""
    made = Attempt(
        delivery_id=delivery.id,
        started_at=NOON,
        took_for=0.5,
        stage=Stage.REPLY,
        reply=Reply(250, "Ok", "2.0.0"),
        state=state,
        reason="250 Ok",
        next_attempt_at=None,
    )
    return replace(made, **changes)


async def lease(sender: SendingLedger, now: datetime = NOON, limit: int = 10) -> list[Delivery]:
    return await sender.lease(now=now, limit=limit)


async def intend(sender: SendingLedger, *deliveries: Delivery, now: datetime = NOON) -> set[int]:
    return await sender.commit([Intent(delivery.id, "smtp") for delivery in deliveries], [], now=now)


async def settle(sender: SendingLedger, *attempts: Attempt, now: datetime = NOON) -> None:
    await sender.commit([], attempts, now=now)


async def states(db: Database) -> dict[str, int]:
    async with db.reading() as tx:
        return dict(await tx.outbox.counts())


async def put_stop(db: Database, kind: str, key: str = "") -> None:
    """Stop mail to a domain, of an edition, or all of it."""
    async with db._writing() as connection:
        await connection.execute(insert(stop).values(kind=kind, key=key, reason="550 5.7.1", stopped_at=NOON))


async def noted(db: Database) -> list[Any]:
    """Every attempt in the ledger, the first first."""
    async with db._engine.connect() as connection:
        return list(await connection.execute(select(attempts_made).order_by(attempts_made.c.id)))
