"""Accepted answers of a model ⇄ rows, by what they were asked of; and what the day has cost so far."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.expiry import forget_answers
from dispatcher.db.instance import Instance
from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.tables import answer

_SPENT = "model_tokens"  # "2026-11-24 81250": a day and its tokens


class Answers:
    """Rows of `answer`."""

    def __init__(self, connection: AsyncConnection, instance: Instance) -> None:
        self._connection = connection
        self._instance = instance

    async def get(self, key: str) -> Any:
        """The answer kept under `key` (JSON), None when there is none."""
        return await self._connection.scalar(select(answer.c.body).where(answer.c.key == key))

    async def add(self, key: str, body: Any, *, now: datetime) -> None:
        """Keep an answer; one already kept under `key` stays. Those past their time go."""
        await forget_answers(self._connection, now=now)
        row = insert_or_ignore(self._connection, answer).values(key=key, body=body, written_at=now)
        await self._connection.execute(row)

    async def spent(self, *, now: datetime) -> int:
        """Tokens spent on the day (UTC) of `now`."""
        day, _, tokens = ((await self._instance.get(_SPENT)) or "").partition(" ")
        return int(tokens) if day == now.date().isoformat() and tokens.isdecimal() else 0

    async def spend(self, tokens: int, *, now: datetime) -> None:
        """Count tokens to the day of `now`."""
        spent = await self.spent(now=now) + tokens
        await self._instance.put(_SPENT, f"{now.date().isoformat()} {spent}")
