"""
Message, Delivery ⇄ rows: what is queued. The bodies it is made from stand in `bodies.py`, the ledger's moves stand in `ledger.py`.

Nothing here is ever decided twice: who is already in an edition, had a digest for that day, or is suppressed, is not queued.
"""

from __future__ import annotations

import builtins
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.addresses import domain_of
from dispatcher.db.bodies import Bodies
from dispatcher.db.codec import masthead_as_json, masthead_from_json, plan_as_json, plan_from_json
from dispatcher.db.doubts import Doubts
from dispatcher.db.expiry import expire
from dispatcher.db.ledger import OPEN, RARE, in_state
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables_mail import delivery
from dispatcher.model import Delivery, DeliveryState, Message, MessageKind

_IN_VAIN = (DeliveryState.SUPPRESSED, DeliveryState.EXPIRED, DeliveryState.CANCELLED, DeliveryState.FAILED)


class Outbox(Doubts, Bodies):
    """Rows of `delivery`, and the bodies they are made from."""

    def __init__(self, connection: AsyncConnection, suppressions: Suppressions) -> None:
        super().__init__(connection)
        self._suppressions = suppressions

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

    async def alerts_since(
        self, subscription_ids: Collection[int], since: datetime
    ) -> dict[int, builtins.list[datetime]]:
        """When each of these subscriptions got alerts, from `since` on; those that never reached anybody left out."""
        found: defaultdict[int, builtins.list[datetime]] = defaultdict(builtins.list)
        for batch in in_batches(subscription_ids):
            rows = await self._connection.execute(
                select(delivery.c.subscription_id, delivery.c.date).where(
                    delivery.c.subscription_id.in_(batch),
                    delivery.c.kind == MessageKind.ALERT.value,
                    delivery.c.date >= since,
                    delivery.c.state.not_in([state.value for state in _IN_VAIN]),
                )
            )
            for row in rows:
                found[row.subscription_id].append(row.date)
        return dict(found)

    async def expire(self, now: datetime) -> int:
        """Expire what is past its `not_after` and in nobody's hands, a batch at a time. Returns how many."""
        unleased = delivery.c.leased_until.is_(None) | (delivery.c.leased_until <= now)
        return await expire(self._connection, OPEN & (delivery.c.not_after < now) & unleased, now=now)

    async def list(self, *, state: DeliveryState | None = None, limit: int = 100) -> list[Delivery]:
        """Deliveries, the newest first."""
        query = select(delivery).order_by(delivery.c.id.desc()).limit(limit)
        if state is not None:
            # Their ids first, from the index alone: deliveries are wide.
            ids = select(delivery.c.id).where(in_state(state)).order_by(delivery.c.id.desc()).limit(limit)
            query = query.where(delivery.c.id.in_(ids))
        return [delivery_of(row) for row in await self._connection.execute(query)]

    async def counts(self) -> Counter[str]:
        """How many deliveries are in each state."""
        counts: Counter[str] = Counter()
        # From the indexes: what is in none of them was sent.
        for some in (OPEN, RARE & ~OPEN):
            query = select(delivery.c.state, func.count().label("number")).where(some).group_by(delivery.c.state)
            counts.update({row.state: row.number for row in await self._connection.execute(query)})
        all_of_them = await self._connection.scalar(select(func.count()).select_from(delivery)) or 0
        if sent := all_of_them - counts.total():
            counts[DeliveryState.SENT.value] = sent
        return counts

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
        "domain": domain_of(message.address),
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
        domain=row.domain,
        relay=row.relay,
        doubted_at=row.doubted_at,
    )
