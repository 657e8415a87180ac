"""Stop ⇄ rows: what is not sent until the operator releases it: a recipient domain, an edition, or everything."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, case, delete, func, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.ledger import OPEN
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables_mail import delivery
from dispatcher.db.tables_sending import stop
from dispatcher.db.types import Moment
from dispatcher.model import DeliveryState

StopKind = Literal["domain", "edition", "instance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What is stopped, and why. Its deliveries stay queued."""

    kind: StopKind
    key: str  # the domain in A-labels and small letters, the edition's id, or "" for an instance
    reason: str  # for the operator, with the server's words
    stopped_at: datetime


class Stops:
    """Rows of `stop`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Stop]:
        """Everything that is stopped, the oldest first."""
        rows = await self._connection.execute(select(stop).order_by(stop.c.stopped_at, stop.c.kind, stop.c.key))
        return [Stop(kind=row.kind, key=row.key, reason=row.reason, stopped_at=row.stopped_at) for row in rows]

    async def add(self, kind: StopKind, key: str, reason: str, now: datetime) -> bool:
        """Stop it; False when it is stopped already, which keeps its first reason."""
        added = insert_or_ignore(self._connection, stop).values(kind=kind, key=key, reason=reason, stopped_at=now)
        return await self._connection.scalar(added.returning(stop.c.key)) is not None

    async def release(self, kind: StopKind, key: str, *, now: datetime | None = None) -> bool:
        """
        Send it again; False when it was not stopped.

        With `now`, what was put back because of the stop is due at once; else it comes when it was put back to, which is
        a quarter of an hour at most.
        """
        gone = await self._connection.scalar(
            delete(stop).where(stop.c.kind == kind, stop.c.key == key).returning(stop.c.key)
        )
        if gone is not None and now is not None:
            await self._connection.execute(
                update(delivery)
                .where(_of(kind, key), OPEN, delivery.c.next_attempt_at > now)
                .values(next_attempt_at=now)
            )
        return gone is not None

    async def waiting(self, kind: StopKind, key: str) -> int:
        """How many deliveries wait for its release."""
        counted = select(func.count()).select_from(delivery).where(_of(kind, key), OPEN)
        return await self._connection.scalar(counted) or 0

    async def reopen(self, delivery_ids: builtins.list[int], *, reason: str, at: datetime) -> int:
        """These failed by what turned out to be a stop: they wait with the rest. Returns how many."""
        reopened = 0
        for batch in in_batches(delivery_ids):
            result = await self._connection.execute(
                update(delivery)
                .where(delivery.c.id.in_(batch), delivery.c.state == DeliveryState.FAILED.value)
                .values(
                    state=DeliveryState.DEFERRED.value,
                    reason=reason,
                    next_attempt_at=case((delivery.c.not_after < at, delivery.c.not_after), else_=literal(at, Moment)),
                    settled_at=None,
                )
            )
            reopened += result.rowcount
        return reopened


def _of(kind: StopKind, key: str) -> ColumnElement[bool]:
    """The deliveries that a stop keeps back."""
    if kind == "domain":
        return delivery.c.domain == key
    if kind == "edition":
        return delivery.c.edition_id == int(key)
    return true()
