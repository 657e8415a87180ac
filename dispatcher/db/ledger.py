"""
The moves of a delivery: queued ─lease─▶ leased ─intend─▶ sending ─settle─▶ sent, deferred, failed, in doubt.

A lease is only a claim: the row stays queued, and a lease without intent goes back. The intent is durable before the body leaves,
so what a killed process leaves in `sending` may have gone out, and only that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.expiry import expire
from dispatcher.db.statements import in_batches
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables_mail import attempt, delivery
from dispatcher.db.tables_people import subscription
from dispatcher.model import Attempt, Delivery, DeliveryState, MessageKind, SubscriptionState

MOST_ATTEMPTS = 5  # attempts at a delivery after which doubt is left to the operator
_OPEN = delivery.c.state.in_([DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value])
_NO_LEASE: dict[str, Any] = {"leased_until": None, "lease_token": None}
_WANTED = {  # in which states a person waits for a mail of a kind; notices go to the operator, who is in none
    MessageKind.DIGEST: (SubscriptionState.CONFIRMED,),
    MessageKind.ALERT: (SubscriptionState.CONFIRMED,),
    MessageKind.CONFIRM: (SubscriptionState.UNCONFIRMED,),
    MessageKind.WELCOME: (SubscriptionState.CONFIRMED,),
    MessageKind.CHANGED: (SubscriptionState.CONFIRMED, SubscriptionState.PAUSED),
    MessageKind.GOODBYE: (SubscriptionState.UNSUBSCRIBED,),
}
_SETTLED = {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.EXPIRED}


class Ledger:
    """The state machine over rows of `delivery`; every move is fenced by the lease's token."""

    def __init__(
        self, connection: AsyncConnection, suppressions: Suppressions, *, read: Callable[[Row[Any]], Delivery]
    ) -> None:
        self._connection = connection
        self._suppressions = suppressions
        self._read = read

    async def lease(self, *, now: datetime, limit: int, lease_for: timedelta, token: str) -> list[Delivery]:
        """Claim deliveries due at `now`, the longest waiting first; what is past its `not_after` expires instead."""
        await expire(self._connection, _OPEN & (delivery.c.not_after < now) & _unleased(now), now=now)
        due = (
            select(delivery.c.id)
            .where(_OPEN, delivery.c.next_attempt_at <= now, delivery.c.not_after >= now, _unleased(now))
            .order_by(delivery.c.next_attempt_at, delivery.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite has one writer and compiles this to nothing
        )
        ids = list(await self._connection.scalars(due))
        if not ids:
            return []
        await self._connection.execute(
            update(delivery).where(delivery.c.id.in_(ids)).values(leased_until=now + lease_for, lease_token=token)
        )
        rows = await self._connection.execute(select(delivery).where(delivery.c.id.in_(ids)).order_by(delivery.c.id))
        return [self._read(row) for row in rows]

    async def intend(self, ids: Collection[int], *, token: str, now: datetime, lease_for: timedelta) -> set[int]:
        """
        The bodies of these are about to leave; their leases hold `lease_for` from now.

        Returns those that are still ours: the others must not be sent. Who left, or never confirmed, is cancelled here,
        at the last moment there is: they may have gone after the message was queued.
        """
        ours: set[int] = set()
        for batch in in_batches(ids):
            await self._connection.execute(
                update(delivery)
                .where(delivery.c.id.in_(batch), delivery.c.lease_token == token, _OPEN, ~_is_wanted())
                .values(
                    state=DeliveryState.CANCELLED.value,
                    reason="the person is not subscribed any more",
                    next_attempt_at=None,
                    settled_at=now,
                    **_NO_LEASE,
                )
            )
            ours.update(
                await self._connection.scalars(
                    update(delivery)
                    .where(delivery.c.id.in_(batch), delivery.c.lease_token == token, _OPEN)
                    .values(state=DeliveryState.SENDING.value, next_attempt_at=None, leased_until=now + lease_for)
                    .returning(delivery.c.id)
                )
            )
        return ours

    async def settle(self, attempts: Sequence[Attempt], *, token: str) -> None:
        """Note what came of attempts. A delivery that is no longer ours keeps its state; the attempt is noted anyhow."""
        if not attempts:
            return
        await self._connection.execute(insert(attempt), [_attempt(each) for each in attempts])
        await self._connection.execute(
            update(delivery)
            .where(
                delivery.c.id == bindparam("which"),
                delivery.c.lease_token == token,
                # Spelled out: an IN list cannot stand in a statement that runs for many rows at once.
                (delivery.c.state == DeliveryState.QUEUED.value)
                | (delivery.c.state == DeliveryState.DEFERRED.value)
                | (delivery.c.state == DeliveryState.SENDING.value),
            )
            .values(
                state=bindparam("new_state"),
                reason=bindparam("new_reason"),
                next_attempt_at=bindparam("coming"),
                settled_at=bindparam("settled"),
                attempts=delivery.c.attempts + 1,
                **_NO_LEASE,
            ),
            [
                {
                    "which": each.delivery_id,
                    "new_state": each.state.value,
                    "new_reason": each.reason,
                    "coming": each.next_attempt_at,
                    "settled": each.started_at + timedelta(seconds=each.took_for) if each.state in _SETTLED else None,
                }
                for each in attempts
            ],
        )
        for each in attempts:
            if each.suppress:
                address = await self._connection.scalar(
                    select(delivery.c.address).where(delivery.c.id == each.delivery_id)
                )
                await self._suppressions.add(address or "", each.reason, each.started_at)

    async def release(self, token: str) -> int:
        """Give back the leases that came to no intent. Returns how many."""
        result = await self._connection.execute(
            update(delivery).where(delivery.c.lease_token == token, _OPEN).values(**_NO_LEASE)
        )
        return result.rowcount

    async def interrupted(self, now: datetime, *, alone: bool) -> int:
        """
        What a killed process left: sending becomes in doubt, leases end. Returns how many are in doubt.

        `alone` says that no other process can be sending now; else only leases that are over count.
        """
        over = delivery.c.lease_token.is_not(None) if alone else delivery.c.leased_until <= now
        await self._connection.execute(update(delivery).where(_OPEN, over).values(**_NO_LEASE))
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.state == DeliveryState.SENDING.value, over)
            .values(
                state=DeliveryState.IN_DOUBT.value,
                reason="in doubt: the process ended between the body and the server's reply",
                attempts=delivery.c.attempts + 1,
                next_attempt_at=now,
                **_NO_LEASE,
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
            .where(
                delivery.c.state == DeliveryState.IN_DOUBT.value,
                delivery.c.next_attempt_at <= now,
                delivery.c.attempts < MOST_ATTEMPTS,
            )
            .values(state=DeliveryState.QUEUED.value, reason="queued again after being in doubt", next_attempt_at=now)
        )
        return result.rowcount


def _is_wanted() -> ColumnElement[bool]:
    """Whether the person behind a delivery still waits for mail of its kind."""
    state = select(subscription.c.state).where(subscription.c.id == delivery.c.subscription_id).scalar_subquery()
    waits = [
        (delivery.c.kind == kind.value) & state.in_([each.value for each in states]) for kind, states in _WANTED.items()
    ]
    return func.coalesce(or_(delivery.c.kind == MessageKind.NOTICE.value, *waits), false())


def _unleased(now: datetime) -> Any:
    return delivery.c.leased_until.is_(None) | (delivery.c.leased_until <= now)


def _attempt(each: Attempt) -> dict[str, Any]:
    return {
        "delivery_id": each.delivery_id,
        "started_at": each.started_at,
        "took_for": each.took_for,
        "stage": each.stage.value,
        "code": each.reply.code if each.reply else None,
        "enhanced": each.reply.enhanced if each.reply else None,
        "text": each.reply.text if each.reply else None,
        "state": each.state.value,
    }
