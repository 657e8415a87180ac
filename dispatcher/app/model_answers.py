"""What a model's writer remembers: answers by what they were asked of, and the day's tokens. In the database, or for one command."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from dispatcher.db import Database


class ModelAnswers:
    """Kept in `db`; without one, for as long as this object."""

    def __init__(self, db: Database | None = None) -> None:
        self._db = db
        self._spent = 0
        self._counting = (
            asyncio.Lock()
        )  # stories are written side by side; the workspace's lock keeps other processes away

    async def get(self, key: str) -> Any:
        """The answer to a question asked before, None when there is none."""
        if self._db is None:
            return None
        async with self._db.reading() as tx:
            return await tx.answers.get(key)

    async def add(self, key: str, body: Any, *, now: datetime) -> None:
        """Keep an answer that was accepted."""
        if self._db is not None:
            async with self._db.transaction() as tx:
                await tx.answers.add(key, body, now=now)

    async def spent(self, *, now: datetime) -> int:
        """The day's tokens so far."""
        if self._db is None:
            return self._spent
        async with self._db.reading() as tx:
            return await tx.answers.spent(now=now)

    async def spend(self, tokens: int, *, now: datetime) -> None:
        """Count tokens to the day."""
        self._spent += tokens
        if self._db is not None:
            async with self._counting, self._db.transaction() as tx:
                await tx.answers.spend(tokens, now=now)
