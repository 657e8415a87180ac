"""Bounce ⇄ rows: what came back, each report once, and what it makes of its delivery."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.ledger import NO_LEASE, OPEN
from dispatcher.db.outbox import delivery_of
from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables_mail import bounce, delivery
from dispatcher.model import Bounce, BounceKind, Delivery, DeliveryState

# A report proves that the mail went out, whatever we were in doubt of. What failed at once, or never left, is not moved.
_WENT_OUT = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.IN_DOUBT, DeliveryState.HELD)


class Bounces:
    """Rows of `bounce`, and the moves of a delivery that a report brings."""

    def __init__(self, connection: AsyncConnection, suppressions: Suppressions) -> None:
        self._connection = connection
        self._suppressions = suppressions

    async def add(self, new: Bounce, address: str) -> bool:
        """Keep a report about an address; False when it is there already: it counts once."""
        fresh = await self._connection.scalar(
            insert_or_ignore(self._connection, bounce)
            .values(
                report=new.report,
                delivery_id=new.delivery_id,
                recipient_hash=await self._suppressions.hash_of(address),
                kind=new.kind.value,
                status=new.status,
                reason=new.reason,
                origin=new.origin,
                received_at=new.received_at,
            )
            .returning(bounce.c.id)
        )
        return fresh is not None

    async def soft_days(self, address: str, *, since: datetime) -> int:
        """
        On how many days (UTC) since then mail to an address came back for a reason that may pass.

        Not counted is what is said of the sender (X.7.X, RFC 3463 §3.8): a week on a blocklist is no fault of any reader.
        """
        moments = await self._connection.scalars(
            select(bounce.c.received_at).where(
                bounce.c.recipient_hash == await self._suppressions.hash_of(address),
                bounce.c.kind == BounceKind.SOFT.value,
                bounce.c.status.is_(None) | bounce.c.status.not_like("_.7.%"),
                bounce.c.received_at >= since,
            )
        )
        return len({moment.date() for moment in moments})

    async def delivery(self, delivery_id: int) -> Delivery | None:
        """The delivery that a mark of ours names."""
        return await self._one(delivery.c.id == delivery_id)

    async def delivery_of_message(self, message_ids: Collection[str]) -> Delivery | None:
        """The delivery with one of these Message-IDs."""
        return await self._one(delivery.c.message_id.in_(list(message_ids)))

    async def delivery_to(self, address: str, *, since: datetime) -> Delivery | None:
        """The newest delivery that went out to an address."""
        return await self._one(
            func.lower(delivery.c.address) == address.strip().lower(),
            delivery.c.created_at >= since,
            delivery.c.state.in_([state.value for state in _WENT_OUT]),
        )

    async def came_back(self, delivery_id: int, state: DeliveryState, reason: str, now: datetime) -> bool:
        """`bounced` or `complained`, with the reason; False when it had not gone out, or came back before."""
        known = [each.value for each in _WENT_OUT]
        if state is DeliveryState.COMPLAINED:
            known.append(DeliveryState.BOUNCED.value)
        was_in_doubt = OPEN & delivery.c.doubted_at.is_not(
            None
        )  # and waits to be sent again, which this makes needless
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.id == delivery_id, delivery.c.state.in_(known) | was_in_doubt)
            .values(
                state=state.value,
                reason=reason,
                next_attempt_at=None,
                settled_at=func.coalesce(delivery.c.settled_at, now),
                **NO_LEASE,
            )
        )
        return result.rowcount > 0

    async def list(self, *, kind: BounceKind | None = None, limit: int = 100) -> list[Bounce]:
        """What came back, the newest first."""
        query = select(bounce).order_by(bounce.c.id.desc()).limit(limit)
        if kind is not None:
            query = query.where(bounce.c.kind == kind.value)
        return [
            Bounce(
                report=row.report,
                delivery_id=row.delivery_id,
                kind=BounceKind(row.kind),
                status=row.status,
                reason=row.reason,
                origin=row.origin,
                received_at=row.received_at,
            )
            for row in await self._connection.execute(query)
        ]

    async def _one(self, *conditions: Any) -> Delivery | None:
        found = await self._connection.execute(
            select(delivery).where(*conditions).order_by(delivery.c.id.desc()).limit(1)
        )
        row = found.first()
        return None if row is None else delivery_of(row)
