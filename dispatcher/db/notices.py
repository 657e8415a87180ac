"""Notice ⇄ rows: what the operator was told of, by key, so that each thing is told once until it is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables_mail import notice


class Notices:
    """Rows of `notice`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def told(self) -> set[str]:
        """The keys of what the operator knows."""
        return set(await self._connection.scalars(select(notice.c.key)))

    async def tell(self, keys: Collection[str], now: datetime) -> set[str]:
        """Note these as told; returns those that were not, of which this transaction is to tell."""
        new: set[str] = set()
        for key in sorted(keys):  # one order: two nodes that tell at once do not wait for each other crosswise
            inserted = insert_or_ignore(self._connection, notice).values(key=key, told_at=now).returning(notice.c.key)
            new.update(await self._connection.scalars(inserted))
        return new

    async def over(self, keys: Collection[str]) -> None:
        """These hold no longer: should they come again, they are told again."""
        for batch in in_batches(keys):
            await self._connection.execute(delete(notice).where(notice.c.key.in_(batch)))
