"""
Deliveries that may have gone out: what a killed process left, and what becomes of those in doubt.

Whoever settles a doubt moves the row out of `in doubt` in the same statement, so two nodes settle it once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.ledger import NO_LEASE, OPEN, in_state
from dispatcher.db.tables_mail import attempt, delivery
from dispatcher.model import DeliveryState, Stage

MOST_ATTEMPTS = 5  # attempts at a delivery after which doubt is left to the operator
AT_ONCE = 1_000  # doubts of one look; the rest is found by the next
INTERRUPTED = "in doubt: the process ended between the body and the server's reply"
_NEAR = 200  # rows on either side among which mail sent beside a doubt is looked for
_IN_DOUBT = in_state(DeliveryState.IN_DOUBT)
_DOUBTED_AT: ColumnElement[datetime] = func.coalesce(
    delivery.c.doubted_at, delivery.c.next_attempt_at, delivery.c.created_at
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """One delivery in doubt, as whoever looks for evidence needs it."""

    delivery_id: int
    message_id: str
    relay: str | None  # null when it was sent by an older version
    since: datetime  # when its body was first about to leave, of all attempts that ended in doubt
    doubted_at: datetime  # by then the connection was gone
    not_after: datetime
    reason: str | None


class Doubts:
    """Rows of `delivery` whose mail may have left."""

    _connection: AsyncConnection

    async def interrupted(self, now: datetime, *, alone: bool) -> int:
        """
        What a killed process left: sending becomes in doubt, with an attempt that says so; leases end. Returns how many.

        `alone` says that no other process can be sending now; else only leases that are over count. When the intent was
        stands in its row.
        """
        over = delivery.c.lease_token.is_not(None) if alone else delivery.c.leased_until <= now
        await self._connection.execute(update(delivery).where(OPEN, over).values(**NO_LEASE))
        left = (
            await self._connection.execute(
                select(delivery.c.id, delivery.c.relay, delivery.c.intended_at)
                .where(in_state(DeliveryState.SENDING), over)
                .with_for_update(skip_locked=True)  # another node is noting the same; SQLite has one writer
            )
        ).all()
        if not left:
            return 0
        intended_at = {row.id: min(row.intended_at or now, now) for row in left}
        await self._connection.execute(
            insert(attempt),
            [
                {
                    "delivery_id": row.id,
                    "started_at": intended_at[row.id],
                    "took_for": (now - intended_at[row.id]).total_seconds(),
                    "relay": row.relay,
                    "stage": Stage.REPLY.value,
                    "state": DeliveryState.IN_DOUBT.value,
                }
                for row in left
            ],
        )
        await self._connection.execute(
            update(delivery)
            .where(delivery.c.id == bindparam("which"))
            .values(
                state=DeliveryState.IN_DOUBT.value,
                reason=INTERRUPTED,
                attempts=delivery.c.attempts + 1,
                next_attempt_at=now,
                doubted_at=now,
                **NO_LEASE,
            ),
            [{"which": row.id} for row in left],
        )
        return len(left)

    async def noted_late(self, now: datetime) -> int:
        """
        Take what is in doubt for sent where a server's 250 to an earlier body of it stands noted. Returns how many.

        A node that was thought dead (its database was out of reach for longer than its leases held) may live and know. What it
        notes ends the doubt at once (`ledger.IS_DOUBTED`), but for a second body that is under way just then.
        """
        known = select(attempt.c.id).where(
            attempt.c.delivery_id == delivery.c.id, attempt.c.state == DeliveryState.SENT.value
        )
        result = await self._connection.execute(
            update(delivery)
            .where(_IN_DOUBT, known.exists())
            .values(
                state=DeliveryState.SENT.value,
                reason="sent: the server took it, and its sender noted that late",
                next_attempt_at=None,
                settled_at=now,
            )
        )
        return result.rowcount

    async def resend_in_doubt(self, now: datetime) -> int:
        """
        Queue again what is in doubt and waited long enough, as the same message. Returns how many.

        After `MOST_ATTEMPTS` it stays in doubt: a server that takes a body and never answers would get it without end.
        """
        result = await self._connection.execute(
            update(delivery)
            .where(_IN_DOUBT, delivery.c.next_attempt_at <= now, delivery.c.attempts < MOST_ATTEMPTS)
            .values(state=DeliveryState.QUEUED.value, reason="queued again after being in doubt", next_attempt_at=now)
        )
        return result.rowcount

    async def hold_in_doubt(self) -> int:
        """Leave to the operator all that is in doubt. Returns how many."""
        result = await self._connection.execute(
            update(delivery)
            .where(_IN_DOUBT)
            .values(
                state=DeliveryState.HELD.value,
                reason="held: " + func.coalesce(delivery.c.reason, "in doubt"),
                next_attempt_at=None,
            )
        )
        return result.rowcount

    async def in_doubt(self, *, limit: int = AT_ONCE) -> list[InDoubt]:
        """What is in doubt, that of the longest standing first."""
        first = (
            select(func.min(attempt.c.started_at))
            .where(attempt.c.delivery_id == delivery.c.id, attempt.c.state == DeliveryState.IN_DOUBT.value)
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(
                delivery.c.id,
                delivery.c.message_id,
                delivery.c.relay,
                func.coalesce(first, delivery.c.created_at).label("since"),
                _DOUBTED_AT.label("until"),
                delivery.c.not_after,
                delivery.c.reason,
            )
            .where(_IN_DOUBT)
            .order_by(delivery.c.doubted_at, delivery.c.id)
            .limit(limit)
        )
        return [
            InDoubt(
                delivery_id=row.id,
                message_id=row.message_id,
                relay=row.relay,
                since=row.since,
                doubted_at=row.until,
                not_after=row.not_after,
                reason=row.reason,
            )
            for row in rows
        ]

    async def sent_beside(
        self, doubts: Collection[InDoubt], *, within: timedelta, each: int
    ) -> dict[str | None, dict[str, datetime]]:
        """By relay, Message-IDs of mail that it took at about the time of some doubts, and when; `each` on either side of one."""
        found: dict[str | None, dict[str, datetime]] = {}
        for doubt in doubts:
            for beside in (delivery.c.id < doubt.delivery_id, delivery.c.id > doubt.delivery_id):
                rows = await self._connection.execute(
                    select(delivery.c.message_id, delivery.c.settled_at)
                    .where(
                        beside,
                        delivery.c.id.between(doubt.delivery_id - _NEAR, doubt.delivery_id + _NEAR),
                        delivery.c.state == DeliveryState.SENT.value,
                        delivery.c.relay == doubt.relay,
                        delivery.c.settled_at >= doubt.since - within,
                        delivery.c.settled_at <= doubt.doubted_at + within,
                    )
                    .limit(each)
                )
                found.setdefault(doubt.relay, {}).update({row.message_id: row.settled_at for row in rows})
        return found

    async def settle_doubt(self, doubt: InDoubt, state: DeliveryState, reason: str, *, now: datetime) -> bool:
        """
        Move one out of doubt: to sent, to queued again, or held for the operator. Whether this call did.

        Nothing is done when it is no longer in this doubt: it was settled, and may even be in another by now.
        """
        queued, sent = state is DeliveryState.QUEUED, state is DeliveryState.SENT
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.id == doubt.delivery_id, _IN_DOUBT, _DOUBTED_AT.is_not_distinct_from(doubt.doubted_at))
            .values(
                state=state.value,
                reason=reason,
                # Not before what its last attempt asked for: absent or not, a server that cuts wants rest.
                next_attempt_at=func.coalesce(delivery.c.next_attempt_at, now) if queued else None,
                settled_at=now if sent else None,
            )
        )
        return result.rowcount == 1

    async def explain_doubt(self, doubt: InDoubt, reason: str) -> None:
        """Note why one cannot be settled yet."""
        await self._connection.execute(
            update(delivery)
            .where(delivery.c.id == doubt.delivery_id, _IN_DOUBT, _DOUBTED_AT.is_not_distinct_from(doubt.doubted_at))
            .values(reason=reason)
        )
