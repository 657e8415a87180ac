"""
The door to memory: open, migrate, and short transactions.

`transaction()` is for writing: all of it or nothing. On SQLite one writer at a time is let in; readers never wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dispatcher.db.engine import WRITING, engine_for, place_of
from dispatcher.db.failures import translated
from dispatcher.db.ledger import Moves
from dispatcher.db.migrate import migrate
from dispatcher.db.sending import SendingLedger
from dispatcher.db.sending_sqlite import SqliteMoves
from dispatcher.db.transaction import Transaction


class Database:
    """One open database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.place = place_of(engine)
        self._ledgers: set[SendingLedger] = set()
        self._owing: list[SendingLedger] = []
        self._writers = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database at `url`; raises StorageError when it cannot be used."""
        database = cls(engine_for(url))
        try:
            async with database.reading():
                pass
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Close every connection, also those of senders that left without a word."""
        for ledger in list(self._ledgers):
            await ledger.close()
        await self._engine.dispose()

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    async def migrate(self, *, to: str = "head") -> None:
        """Bring the schema to a revision. Raises StorageError when the database is newer than this program."""
        async with self._writing() as connection:
            await connection.run_sync(migrate, to, self.place)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Read and write; committed when the block ends well, else nothing happened."""
        async with self._writing() as connection:
            yield Transaction(connection)

    def sending(self, *, token: str) -> SendingLedger:
        """The ledger for one run of a sender; `token` is this run's alone."""
        ledger = SendingLedger(self, token=token)
        self._ledgers.add(ledger)
        return ledger

    def forget(self, ledger: SendingLedger) -> None:
        """A ledger is closed; what it could not write is kept."""
        self._ledgers.discard(ledger)
        if not ledger.is_clear:
            self._owing.append(ledger)

    async def note_owed(self) -> None:
        """
        Note what senders of this process know, and could not write because the database failed them to their end.

        Before what they were sending is taken to be in doubt: they know better. Raises StorageError while it still fails.
        """
        while self._owing:
            ledger = self._owing.pop()
            try:
                await ledger.release()
            finally:
                await ledger.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Read one consistent state."""
        with translated(self.place):
            async with self._engine.connect() as connection, connection.begin():
                yield Transaction(connection)

    def moves(self) -> Moves:
        """The ledger's moves on this kind of database, on a connection of their own that opens with the first."""
        if self.kind == "sqlite":
            return SqliteMoves(self.place, self._writers)
        from dispatcher.db.sending_postgresql import PostgresqlMoves

        return PostgresqlMoves(self._engine, self.place)

    async def expire(self, now: datetime) -> int:
        """Expire what is past its use, as `Outbox.expire`."""
        async with self.transaction() as tx:
            return await tx.outbox.expire(now)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._writers or nullcontext():
            with translated(self.place):
                async with self._engine.connect() as connection:
                    await connection.execution_options(**{WRITING: True})
                    async with connection.begin():
                        yield connection
