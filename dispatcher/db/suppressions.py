"""Suppression ⇄ rows: addresses we will not mail, kept as keyed hashes so that the table names nobody."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db import addresses
from dispatcher.db.instance import Instance
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables_mail import delivery
from dispatcher.db.tables_people import suppression
from dispatcher.model import DeliveryState


class Suppressions:
    """Rows of `suppression`."""

    def __init__(self, connection: AsyncConnection, instance: Instance) -> None:
        self._connection = connection
        self._instance = instance

    async def add(self, address: str, reason: str, now: datetime) -> bool:
        """Never mail this address again, nor what is queued for it; False when that held already."""
        (hashed,) = await self._hashes([address])
        await self._connection.execute(
            update(delivery)
            .where(
                func.lower(delivery.c.address) == addresses.key(address),
                delivery.c.state.in_(
                    [DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value, DeliveryState.IN_DOUBT.value]
                ),
            )
            .values(
                state=DeliveryState.SUPPRESSED.value,
                reason=f"the address is suppressed: {reason}",
                next_attempt_at=None,
                leased_until=None,
                lease_token=None,
                settled_at=now,
            )
        )
        result = await self._connection.execute(
            insert_or_ignore(self._connection, suppression).values(address_hash=hashed, reason=reason, created_at=now)
        )
        return result.rowcount > 0

    async def remove(self, address: str) -> bool:
        """Mail it again; False when it was not suppressed."""
        (hashed,) = await self._hashes([address])
        result = await self._connection.execute(delete(suppression).where(suppression.c.address_hash == hashed))
        return result.rowcount > 0

    async def suppressed(self, some: Iterable[str]) -> set[str]:
        """Which of these addresses are not to be mailed."""
        hashes = await self._hashes(some)
        found: set[str] = set()
        for batch in in_batches(hashes):
            rows = await self._connection.scalars(
                select(suppression.c.address_hash).where(suppression.c.address_hash.in_(batch))
            )
            found.update(address for hashed in rows for address in hashes[hashed])
        return found

    async def all(self) -> list[tuple[str, str, datetime]]:
        """Hash, reason and time of every suppression, the newest first."""
        rows = await self._connection.execute(select(suppression).order_by(suppression.c.created_at.desc()))
        return [(row.address_hash, row.reason, row.created_at) for row in rows]

    async def _hashes(self, some: Iterable[str]) -> dict[str, list[str]]:
        secret = await self._instance.secret()
        hashes: dict[str, list[str]] = {}
        for address in some:
            hashes.setdefault(hmac.digest(secret, addresses.key(address).encode(), "sha256").hex(), []).append(address)
        return hashes
