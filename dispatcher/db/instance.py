"""What this installation knows of itself: a few values under keys, among them the secret its links are made with."""

from __future__ import annotations

import secrets

from sqlalchemy import Integer, Text, cast, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.tables import instance


class Instance:
    """Rows of `instance`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, key: str) -> str | None:
        """The value under `key`, None when there is none."""
        value: str | None = await self._connection.scalar(select(instance.c.value).where(instance.c.key == key))
        return value

    async def put(self, key: str, value: str) -> None:
        """Set the value under `key`."""
        await self._connection.execute(insert_or_ignore(self._connection, instance).values(key=key, value=value))
        await self._connection.execute(update(instance).where(instance.c.key == key).values(value=value))

    async def next(self, key: str) -> int:
        """
        Count one up under `key` and return the new number, 1 at first.

        The row stays locked until the transaction ends, so that of two who count the second sees the first's work.
        """
        await self._connection.execute(insert_or_ignore(self._connection, instance).values(key=key, value="0"))
        counted = cast(cast(instance.c.value, Integer) + 1, Text)
        result = await self._connection.execute(
            update(instance).where(instance.c.key == key).values(value=counted).returning(instance.c.value)
        )
        return int(result.scalar_one())

    async def secret(self) -> bytes:
        """32 random bytes, made once; links and suppression hashes hold as long as they do."""
        known = await self.get("secret")
        if known is None:
            fresh = insert_or_ignore(self._connection, instance).values(key="secret", value=secrets.token_hex(32))
            await self._connection.execute(fresh)
            known = await self.get("secret")
        return bytes.fromhex(known or "")
