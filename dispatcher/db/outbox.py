"""
Message, Delivery ⇄ rows: what is queued, and the bodies it is made from. The ledger's moves stand in `ledger.py`.

Nothing here is ever decided twice: who is already in an edition, had a digest for that day, or is suppressed, is not queued.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.codec import masthead_as_json, masthead_from_json, plan_as_json, plan_from_json
from dispatcher.db.ledger import Ledger
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables_mail import body, delivery
from dispatcher.model import Body, Delivery, DeliveryState, Message, MessageKind


class Outbox(Ledger):
    """Rows of `delivery` and `body`."""

    def __init__(self, connection: AsyncConnection, suppressions: Suppressions) -> None:
        super().__init__(connection, suppressions, read=delivery_of)

    async def put_body(self, new: Body) -> str:
        """Keep a body; returns its hash, which is the same for the same content."""
        content = f"{new.subject}\x00{new.text}\x00{new.html}"
        hashed = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        await self._connection.execute(
            insert_or_ignore(self._connection, body).values(
                hash=hashed, subject=new.subject, text=new.text, html=new.html
            )
        )
        return hashed

    async def bodies(self, hashes: Collection[str]) -> dict[str, Body]:
        """Bodies by hash."""
        found: dict[str, Body] = {}
        for batch in in_batches(hashes):
            rows = await self._connection.execute(select(body).where(body.c.hash.in_(batch)))
            found |= {row.hash: Body(subject=row.subject, text=row.text, html=row.html) for row in rows}
        return found

    async def add_all(self, messages: Sequence[Message], now: datetime) -> set[str]:
        """
        Queue messages; returns the Message-IDs that are new.

        Left out: a second message of one edition to one person, and a second digest of one subscription for one day or
        week. A suppressed address gets a row that says so.
        """
        suppressed = await self._suppressions.suppressed(message.address for message in messages)
        new: set[str] = set()
        for batch in in_batches(messages, size=1_000):
            ids = [message.message_id for message in batch]
            before = await self._queued(ids)
            values = [_values(message, suppressed=message.address in suppressed, now=now) for message in batch]
            await self._connection.execute(insert_or_ignore(self._connection, delivery), values)
            new |= await self._queued(ids) - before
        return new

    async def list(self, *, state: DeliveryState | None = None, limit: int = 100) -> list[Delivery]:
        """Deliveries, the newest first."""
        query = select(delivery).order_by(delivery.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(delivery.c.state == state.value)
        return [delivery_of(row) for row in await self._connection.execute(query)]

    async def counts(self) -> Counter[str]:
        """How many deliveries are in each state."""
        rows = await self._connection.execute(
            select(delivery.c.state, func.count().label("number")).group_by(delivery.c.state)
        )
        return Counter({row.state: row.number for row in rows})

    async def _queued(self, message_ids: Collection[str]) -> set[str]:
        return set(
            await self._connection.scalars(
                select(delivery.c.message_id).where(delivery.c.message_id.in_(list(message_ids)))
            )
        )


def _values(message: Message, *, suppressed: bool, now: datetime) -> dict[str, Any]:
    return {
        "kind": message.kind.value,
        "edition_id": message.edition_id,
        "subscription_id": message.subscription_id,
        "subscriber_id": message.subscriber_id,
        "address": message.address,
        "name": message.name,
        "nonce": message.nonce,
        "masthead": masthead_as_json(message.masthead),
        "plan": plan_as_json(message.plan),
        "period": message.period,
        "body_hash": message.body_hash,
        "message_id": message.message_id,
        "date": message.date,
        "not_after": message.not_after,
        "state": (DeliveryState.SUPPRESSED if suppressed else DeliveryState.QUEUED).value,
        "reason": "the address is suppressed" if suppressed else None,
        "attempts": 0,
        "next_attempt_at": None if suppressed else now,
        "created_at": now,
        "settled_at": now if suppressed else None,
    }


def delivery_of(row: Row[Any]) -> Delivery:
    """One row as a delivery."""
    return Delivery(
        id=row.id,
        message=Message(
            kind=MessageKind(row.kind),
            edition_id=row.edition_id,
            subscription_id=row.subscription_id,
            subscriber_id=row.subscriber_id,
            address=row.address,
            name=row.name,
            nonce=row.nonce,
            masthead=masthead_from_json(row.masthead),
            plan=plan_from_json(row.plan),
            period=row.period,
            body_hash=row.body_hash,
            message_id=row.message_id,
            date=row.date,
            not_after=row.not_after,
        ),
        state=DeliveryState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )
