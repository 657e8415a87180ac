"""Messages that wait in an outbox: one edition for each call, to whatever addresses a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dispatcher.db import Database
from dispatcher.model import Body, Cadence, Fragment, Message, MessageKind, Plan, PlannedStory, Slot, Subscription
from tests.fakes.people import ANNA, MASTHEAD, NOON

BODY = Body(subject="s", fragments=(Fragment("f", "t\r\n", "h\r\n"),))


async def queue_up(
    db: Database,
    addresses: Sequence[str],
    *,
    edition: int = 1,
    now: datetime = NOON,
    good_for: timedelta = timedelta(days=1),
) -> int:
    """Queue a digest to new subscribers with these addresses; returns the edition's id."""
    async with db.transaction() as tx:
        lists = {each.name: each for each in await tx.lists.all()}
        world = lists.get("world") or await tx.lists.add(
            "world", title="World", sender_name="World", sender_address=MASTHEAD.sender_address, topics=[]
        )
        people = [replace(ANNA, address=address) for address in addresses]
        joined = await tx.subscriptions.join(world.id, people, now=now)
        day = date(2026, 1, 1) + timedelta(days=edition)
        slot = Slot(list_id=world.id, cadence=Cadence.DAILY, time_zone="UTC", day=day, hour=12, due_at=now)
        opened = await tx.editions.open_digest(slot, MASTHEAD, now=now)
        body_hash = await tx.outbox.put_body(BODY)
        messages = []
        for each in joined:
            person = await tx.subscriptions.get(each.subscription_id)
            assert person
            messages.append(
                digest_to(
                    person,
                    edition_id=opened.id,
                    body_hash=body_hash,
                    plan=Plan(stories=(PlannedStory(1, 1, None),)),
                    period=f"daily:{day}",
                    message_id=f"<{edition}.{person.id}@news.example.org>",
                    now=now,
                    good_for=good_for,
                )
            )
        await tx.outbox.add_all(messages, now)
    return opened.id


def digest_to(
    person: Subscription,
    *,
    edition_id: int,
    body_hash: str,
    plan: Plan,
    period: str,
    message_id: str,
    now: datetime = NOON,
    good_for: timedelta = timedelta(days=1),
) -> Message:
    """One reader's message of a digest."""
    return Message(
        kind=MessageKind.DIGEST,
        edition_id=edition_id,
        subscription_id=person.id,
        subscriber_id=person.subscriber_id,
        address=person.address,
        name=person.name,
        nonce=person.nonce,
        masthead=MASTHEAD,
        plan=plan,
        period=period,
        body_hash=body_hash,
        message_id=message_id,
        date=now,
        not_after=now + good_for,
    )
