"""Suppression ⇄ rows: addresses we will not mail, kept as keyed hashes so that the table names nobody."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db import addresses
from dispatcher.db.instance import Instance
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables_people import suppression
from dispatcher.db.types import Moment
from dispatcher.model import SuppressionKind

# All that is queued for an address, found through the person: no index is by address. Notices have no person behind them.
TAKING_BACK = """
UPDATE delivery SET state = 'suppressed', reason = :reason, next_attempt_at = NULL, leased_until = NULL, lease_token = NULL,
  settled_at = :now
WHERE state IN ('queued', 'deferred', 'held', 'in doubt') AND (
  subscription_id IN (
    SELECT subscription.id FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id
    WHERE subscriber.address_key = :key
  )
  OR (subscription_id IS NULL AND lower(address) = :key)
)
"""


class Suppressions:
    """Rows of `suppression`."""

    def __init__(self, connection: AsyncConnection, instance: Instance) -> None:
        self._connection = connection
        self._instance = instance

    async def add(
        self, address: str, reason: str, now: datetime, *, kind: SuppressionKind = SuppressionKind.REFUSED
    ) -> bool:
        """Never mail this address again, nor what is queued for it; False when that held already."""
        return await self.add_all([address], reason, now, kind=kind) > 0

    async def add_all(self, some: Collection[str], reason: str, now: datetime, *, kind: SuppressionKind) -> int:
        """The same for many addresses, in one look at what is queued; returns how many were not suppressed before."""
        await self._connection.execute(
            text(TAKING_BACK).bindparams(bindparam("now", type_=Moment)),
            [{"key": addresses.key(address), "reason": reason_of(reason), "now": now} for address in some],
        )
        hashes = set(await self._hashes(some))
        known = set(
            await self._connection.scalars(
                select(suppression.c.address_hash).where(suppression.c.address_hash.in_(hashes))
            )
        )
        values = [
            {"address_hash": each, "kind": kind.value, "reason": reason, "created_at": now}
            for each in sorted(hashes - known)
        ]
        if values:
            await self._connection.execute(insert_or_ignore(self._connection, suppression), values)
        return len(values)

    async def remove(self, address: str) -> bool:
        """Mail it again; False when it was not suppressed."""
        (which,) = await self._hashes([address])
        result = await self._connection.execute(delete(suppression).where(suppression.c.address_hash == which))
        return result.rowcount > 0

    async def suppressed(self, some: Iterable[str]) -> set[str]:
        """Which of these addresses are not to be mailed."""
        hashes = await self._hashes(some)
        found: set[str] = set()
        for batch in in_batches(hashes):
            rows = await self._connection.scalars(
                select(suppression.c.address_hash).where(suppression.c.address_hash.in_(batch))
            )
            found.update(address for each in rows for address in hashes[each])
        return found

    async def all(self, *, kind: SuppressionKind | None = None) -> list[tuple[str, SuppressionKind, str, datetime]]:
        """Hash, kind, reason and time of every suppression, the newest first."""
        query = select(suppression).order_by(suppression.c.created_at.desc(), suppression.c.address_hash)
        if kind is not None:
            query = query.where(suppression.c.kind == kind.value)
        rows = await self._connection.execute(query)
        return [(row.address_hash, SuppressionKind(row.kind), row.reason, row.created_at) for row in rows]

    async def hash_of(self, address: str) -> str:
        """What an address is known by here, and in `bounce`."""
        (which,) = await self._hashes([address])
        return which

    async def _hashes(self, some: Iterable[str]) -> dict[str, list[str]]:
        secret = await self._instance.secret()
        hashes: dict[str, list[str]] = {}
        for address in some:
            hashes.setdefault(hashed(secret, address), []).append(address)
        return hashes


def hashed(secret: bytes, address: str) -> str:
    """What stands for an address, the same for all its spellings."""
    return hmac.digest(secret, addresses.key(address).encode(), "sha256").hex()


def reason_of(reason: str) -> str:
    """What a delivery says whose address was suppressed for `reason`."""
    return f"the address is suppressed: {reason}"
