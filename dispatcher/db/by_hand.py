"""
The outbox by the operator's hand: which deliveries are meant, how many stand where, and moving them a batch at a time.

What a sender has leased or is sending is never touched: it is counted, and left.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.ledger import NO_LEASE, OPEN, in_state
from dispatcher.db.outbox import delivery_of
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables_mail import attempt, bounce, delivery
from dispatcher.db.tables_people import subscription
from dispatcher.model import Attempt, Delivery, DeliveryState, Reply, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which deliveries are meant; what is left out does not matter, and nothing at all means every one."""

    ids: tuple[int, ...] = ()
    state: DeliveryState | None = None
    domain: str = ""  # in A-labels and small letters
    edition_id: int | None = None
    list_id: int | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL has it."""
        found: list[ColumnElement[bool]] = []
        if self.ids:
            found.append(delivery.c.id.in_(self.ids))
        if self.state is not None:
            found.append(in_state(self.state))
        if self.domain:
            found.append(delivery.c.domain == self.domain)
        if self.edition_id is not None:
            found.append(delivery.c.edition_id == self.edition_id)
        if self.list_id is not None:
            theirs = select(subscription.c.id).where(subscription.c.list_id == self.list_id)
            found.append(delivery.c.subscription_id.in_(theirs))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of deliveries in a state."""

    out_of: DeliveryState
    values: dict[str, Any]  # columns, as they are afterwards
    doubted: bool  # also those that may have gone out once
    past: bool  # also those past their use
    suppressed: bool  # also those to suppressed addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Deliveries that stand alike."""

    state: DeliveryState
    doubted: bool  # it may have gone out once
    past: bool  # past its use: it would expire, not be sent
    busy: bool  # a sender has it
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What came back of a delivery."""

    kind: str
    status: str | None
    reason: str
    origin: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How an edition goes out."""

    left: int  # deliveries that are still to be sent
    lately: int  # that a server took lately
    lately_from: datetime | None  # when it took the first of those; null when there are none


class ByHand:
    """Rows of `delivery`, `attempt` and `bounce` as an operator looks at and moves them."""

    def __init__(self, connection: AsyncConnection, suppressions: Suppressions) -> None:
        self._connection = connection
        self._suppressions = suppressions

    async def list(self, choice: Choice, *, limit: int) -> builtins.list[Delivery]:
        """Deliveries, the newest first."""
        query = select(delivery).where(*choice.conditions).order_by(delivery.c.id.desc()).limit(limit)
        return [delivery_of(row) for row in await self._connection.execute(query)]

    async def any(self) -> bool:
        """Whether there was ever a delivery."""
        return await self._connection.scalar(select(delivery.c.id).limit(1)) is not None

    async def waits(self, now: datetime) -> bool:
        """Whether a delivery is due, and not past its use."""
        due = select(delivery.c.id).where(OPEN, delivery.c.next_attempt_at <= now, delivery.c.not_after >= now).limit(1)
        return await self._connection.scalar(due) is not None

    async def counts(self, choice: Choice) -> dict[str, int]:
        """How many of them are in each state."""
        rows = await self._connection.execute(
            select(delivery.c.state, func.count().label("number"))
            .where(*choice.conditions)
            .group_by(delivery.c.state)
            .order_by(delivery.c.state)
        )
        return {row.state: row.number for row in rows}

    async def standings(self, choice: Choice, *, now: datetime) -> builtins.list[Standing]:
        """How many of them stand where."""
        doubted = case((delivery.c.doubted_at.is_not(None), 1), else_=0).label("doubted")
        past = case((delivery.c.not_after < now, 1), else_=0).label("past")
        busy = case((_is_busy(now), 1), else_=0).label("busy")
        rows = await self._connection.execute(
            select(delivery.c.state, doubted, past, busy, func.count().label("number"))
            .where(*choice.conditions)
            .group_by(delivery.c.state, doubted, past, busy)
        )
        return [
            Standing(
                state=DeliveryState(row.state),
                doubted=bool(row.doubted),
                past=bool(row.past),
                busy=bool(row.busy),
                number=row.number,
            )
            for row in rows
        ]

    async def move(
        self, choice: Choice, change: Change, *, now: datetime, after_id: int, limit: int
    ) -> tuple[int, int | None]:
        """Change the next of them that no sender has; returns how many, and the last id looked at, None at the end."""
        still = in_state(change.out_of) & ~_is_busy(now)
        wanted = [*choice.conditions, still, delivery.c.id > after_id]
        if not change.doubted:
            wanted.append(delivery.c.doubted_at.is_(None))
        if not change.past:
            wanted.append(delivery.c.not_after >= now)
        rows = (
            await self._connection.execute(
                select(delivery.c.id, delivery.c.address)
                .where(*wanted)
                .order_by(delivery.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True)  # SQLite has one writer and compiles this to nothing
            )
        ).all()
        if not rows:
            return 0, None
        left = set()
        if not change.suppressed:
            left = await self._suppressions.suppressed({row.address for row in rows})
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows if row.address not in left]), still)
            .values(**change.values, **NO_LEASE)
        )
        return result.rowcount, rows[-1].id

    async def attempts(self, delivery_id: int) -> builtins.list[Attempt]:
        """Every attempt at a delivery, the first one first; what was not kept of it is empty."""
        rows = await self._connection.execute(
            select(attempt).where(attempt.c.delivery_id == delivery_id).order_by(attempt.c.id)
        )
        return [
            Attempt(
                delivery_id=row.delivery_id,
                started_at=row.started_at,
                took_for=row.took_for,
                stage=Stage(row.stage),
                reply=None if row.code is None else Reply(row.code, row.text or "", row.enhanced),
                state=DeliveryState(row.state),
                reason="",
                next_attempt_at=None,
                relay=row.relay,
            )
            for row in rows
        ]

    async def bounces(self, delivery_id: int) -> builtins.list[Bounced]:
        """What came back of a delivery, the first one first."""
        rows = await self._connection.execute(
            select(bounce).where(bounce.c.delivery_id == delivery_id).order_by(bounce.c.received_at, bounce.c.id)
        )
        return [
            Bounced(kind=row.kind, status=row.status, reason=row.reason, origin=row.origin, received_at=row.received_at)
            for row in rows
        ]

    async def going(self, edition_id: int, *, since: datetime) -> Going:
        """How an edition goes out; `since` says what is lately."""
        mine = delivery.c.edition_id == edition_id
        to_send = [DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value, DeliveryState.SENDING.value]
        left = await self._connection.scalar(select(func.count()).where(mine, delivery.c.state.in_(to_send)))
        taken = select(func.count().label("number"), func.min(delivery.c.settled_at).label("first")).where(
            mine, delivery.c.state == DeliveryState.SENT.value, delivery.c.settled_at > since
        )
        row = (await self._connection.execute(taken)).one()
        return Going(left=left or 0, lately=row.number, lately_from=row.first)


def _is_busy(now: datetime) -> ColumnElement[bool]:
    """Whether a sender has it."""
    leased = delivery.c.leased_until.is_not(None) & (delivery.c.leased_until > now)
    return leased | (delivery.c.state == DeliveryState.SENDING.value)
