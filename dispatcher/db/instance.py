"""What this installation knows of itself: a few values under keys, among them the secret its links are made with."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Integer, Text, cast, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.inodes import number_of
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

    async def any(self, prefix: str) -> bool:
        """Whether there is a value under any key that begins with `prefix`."""
        found = select(instance.c.key).where(instance.c.key.startswith(prefix, autoescape=True)).limit(1)
        return await self._connection.scalar(found) is not None

    async def put(self, key: str, value: str) -> None:
        """Set the value under `key`."""
        await self._connection.execute(insert_or_ignore(self._connection, instance).values(key=key, value=value))
        await self._connection.execute(update(instance).where(instance.c.key == key).values(value=value))

    async def put_once(self, key: str, value: str) -> str:
        """Set the value under `key` where there is none; returns what is there. Of two who do it at once, one wins."""
        await self._connection.execute(insert_or_ignore(self._connection, instance).values(key=key, value=value))
        return await self.get(key) or value

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

    async def home(self) -> str:
        """
        What tells this database from a copy of it: the file's inode; on PostgreSQL the cluster and the database in it.

        Empty where the system knows nothing of the kind.
        """
        if self._connection.dialect.name == "sqlite":
            path = await self._connection.scalar(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
            number = number_of(Path(path))  # the file is open, so this waits for nothing
            return f"inode {number}" if number else ""
        of_server = "''"
        if await self._connection.scalar(text("SELECT has_function_privilege('pg_control_system()', 'execute')")):
            of_server = "(SELECT system_identifier::text FROM pg_control_system())"
        own = f"SELECT {of_server} || ' ' || oid FROM pg_database WHERE datname = current_database()"  # noqa: S608 - our own words
        return str(await self._connection.scalar(text(own)))

    async def secret(self) -> bytes:
        """32 random bytes, made once; links and suppression hashes hold as long as they do."""
        return bytes.fromhex(await self.get("secret") or await self.put_once("secret", secrets.token_hex(32)))
