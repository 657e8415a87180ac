"""
The ledger's moves on PostgreSQL: raw SQL on one connection of psycopg, each move one statement and one round trip.

Several processes claim at once (`SKIP LOCKED`), and every statement asks for the token again under the row's lock, so that who comes
late moves nothing.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dispatcher.db import addresses
from dispatcher.db import sql_postgresql as sql
from dispatcher.db.failures import translated, translated_of
from dispatcher.db.leased import deliveries_of
from dispatcher.db.ledger import (
    AT_ONCE,
    LOOK_AGAIN_AFTER,
    STOPPED,
    UNWANTED,
    Claim,
    ended_at,
)
from dispatcher.db.suppressions import hashed, reason_of
from dispatcher.model import Attempt, Intent, SuppressionKind

T = TypeVar("T")
MOST_RUNS = 3  # of a statement that met another in a deadlock, which the server ended with nothing done


class PostgresqlMoves:
    """`Moves` on PostgreSQL; the connection is one of the engine's."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._turn = asyncio.Lock()
        self._pooled: AsyncConnection | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def claim(self, *, now: datetime, until: datetime, limit: int, token: str) -> Claim:
        """As `Moves` says."""
        ((stops, everything, overdue),) = await self._rows(sql.LOOK, {"now": now})
        if everything:
            return Claim()
        aside = 0
        if stops:
            window = {"now": now, "later": now + LOOK_AGAIN_AFTER, "reason": STOPPED, "limit": max(limit, AT_ONCE)}
            aside = await self._count(sql.ASIDE, window)
        rows = await self._rows(sql.CLAIM, {"now": now, "until": until, "token": token, "limit": limit})
        return Claim(deliveries_of(rows, moment=_moment), aside=aside, overdue=overdue)

    async def commit(
        self, intents: Sequence[Intent], settled: Sequence[Attempt], *, token: str, now: datetime, until: datetime
    ) -> set[int]:
        """As `Moves` says."""
        named = {
            "token": token,
            "now": now,
            "until": until,
            "outcomes": json.dumps([_outcome(each) for each in settled], separators=(",", ":")),
            "intents": json.dumps([{"id": each.delivery_id, "relay": each.relay} for each in intents]),
        }
        if any(each.suppress for each in settled):
            await self._settle_and_suppress(settled, named)
            settled = ()
        if not intents:
            if settled:
                await self._count(sql.SETTLE_ALONE, named)
            return set()
        ours = {number for (number,) in await self._rows(sql.SETTLE_AND_INTEND if settled else sql.INTEND, named)}
        if others := [each.delivery_id for each in intents if each.delivery_id not in ours]:
            turned = {"ids": others, "token": token, "now": now, "later": now + LOOK_AGAIN_AFTER}
            await self._count(sql.CANCEL, turned | {"reason": UNWANTED})
            await self._count(sql.STOP, turned | {"reason": STOPPED})
        return ours

    async def give_back(self, ids: Sequence[int], *, token: str) -> set[int]:
        """As `Moves` says."""
        return {number for (number,) in await self._rows(sql.GIVE_BACK, {"ids": list(ids), "token": token})}

    async def postpone(self, later: Sequence[tuple[int, datetime, str | None]], *, token: str) -> None:
        """As `Moves` says."""
        ids, moments, reasons = zip(*later, strict=True)
        named = {"ids": list(ids), "moments": list(moments), "reasons": list(reasons), "token": token}
        await self._count(sql.POSTPONE, named)

    async def renew(self, ids: Sequence[int], *, token: str, until: datetime) -> set[int]:
        """As `Moves` says."""
        rows = await self._rows(sql.RENEW, {"ids": list(ids), "token": token, "until": until})
        return {number for (number,) in rows}

    async def take_back(self, ids: Sequence[int], *, token: str, now: datetime) -> None:
        """As `Moves` says."""
        await self._count(sql.TAKE_BACK, {"ids": list(ids), "token": token, "now": now})

    async def noted(self, attempts: Sequence[Attempt]) -> set[tuple[int, datetime]]:
        """As `Moves` says."""
        rows = await self._rows(sql.NOTED, {"ids": [each.delivery_id for each in attempts]})
        return {(number, _moment(started)) for number, started in rows}

    async def close(self) -> None:
        """As `Moves` says."""
        async with self._turn:
            if self._connection is not None:
                with suppress(psycopg.Error):
                    await self._connection.execute(sql.RESET)
            await self._left()

    async def _rows(self, statement: str, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        async def move(connection: psycopg.AsyncConnection[Any]) -> list[tuple[Any, ...]]:
            return await (await connection.execute(statement, named)).fetchall()

        return await self._move(move)

    async def _count(self, statement: str, named: Mapping[str, Any]) -> int:
        async def move(connection: psycopg.AsyncConnection[Any]) -> int:
            return (await connection.execute(statement, named)).rowcount

        return await self._move(move)

    async def _settle_and_suppress(self, settled: Sequence[Attempt], named: Mapping[str, Any]) -> None:
        """Outcomes with an address at fault among them: in one transaction with its suppression."""

        async def move(connection: psycopg.AsyncConnection[Any]) -> None:
            async with connection.transaction():
                await connection.execute(sql.SETTLE_ALONE, named)
                for each in settled:
                    if each.suppress:
                        await _suppress(connection, each)

        await self._move(move)

    async def _move(self, move: Callable[[psycopg.AsyncConnection[Any]], Awaitable[T]]) -> T:
        async with self._turn:
            with translated(self._place), translated_of(psycopg, self._place):
                for _ in range(MOST_RUNS - 1):
                    with suppress(psycopg.errors.DeadlockDetected):
                        return await self._tried(move)
                return await self._tried(move)

    async def _tried(self, move: Callable[[psycopg.AsyncConnection[Any]], Awaitable[T]]) -> T:
        try:
            return await move(self._connection or await self._opened())
        except psycopg.Error:
            if self._connection is not None and self._connection.closed:
                await self._left()  # the next move opens another
            raise

    async def _opened(self) -> psycopg.AsyncConnection[Any]:
        pooled = await self._engine.connect()
        try:
            # Every statement its own transaction: durable when its answer comes.
            await pooled.execution_options(isolation_level="AUTOCOMMIT")
            driver: psycopg.AsyncConnection[Any] = (await pooled.get_raw_connection()).driver_connection  # type: ignore[assignment] # the engine is made for psycopg
            await driver.execute(sql.PLANS)
        except BaseException:
            await pooled.invalidate()
            await pooled.close()
            raise
        self._pooled, self._connection = pooled, driver
        return driver

    async def _left(self) -> None:
        pooled, connection, self._pooled, self._connection = self._pooled, self._connection, None, None
        if pooled is not None and connection is not None:
            with suppress(SQLAlchemyError, psycopg.Error):
                if connection.closed:
                    await pooled.invalidate()
                await pooled.close()


async def _suppress(connection: psycopg.AsyncConnection[Any], each: Attempt) -> None:
    """As `Suppressions.add` does, in this transaction."""
    found = await connection.execute("SELECT address FROM delivery WHERE id = %s", (each.delivery_id,))
    (address,) = await found.fetchone() or ("",)
    await connection.execute(
        "INSERT INTO instance (key, value) VALUES ('secret', %s) ON CONFLICT DO NOTHING", (secrets.token_hex(32),)
    )
    found = await connection.execute("SELECT value FROM instance WHERE key = 'secret'")
    (secret,) = await found.fetchone() or ("",)
    named = {"key": addresses.key(address), "reason": reason_of(each.reason), "now": each.started_at}
    await connection.execute(sql.SUPPRESS, named)
    await connection.execute(
        "INSERT INTO suppression (address_hash, kind, reason, created_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (hashed(bytes.fromhex(secret), address), SuppressionKind.REFUSED.value, each.reason, each.started_at),
    )


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _outcome(each: Attempt) -> dict[str, Any]:
    outcome: dict[str, Any] = {
        "id": each.delivery_id,
        "started_at": each.started_at.isoformat(),
        "ended_at": ended_at(each).isoformat(),
        "took_for": each.took_for,
        "relay": each.relay,
        "stage": each.stage.value,
        "state": each.state.value,
        "reason": each.reason,
    }
    if each.reply is not None:
        outcome |= {"code": each.reply.code, "enhanced": each.reply.enhanced, "text": each.reply.text}
    if each.next_attempt_at is not None:
        outcome["coming"] = each.next_attempt_at.isoformat()
    return outcome
