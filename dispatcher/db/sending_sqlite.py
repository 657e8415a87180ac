"""
The ledger's moves on SQLite: raw SQL on one connection in one thread.

Every call is one hop to the thread and one transaction there. It waits its turn among this process's writers, as all of them do.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime
from typing import Any, TypeVar

from dispatcher.db import addresses
from dispatcher.db import sql_sqlite as sql
from dispatcher.db.engine import prepare_sqlite
from dispatcher.db.failures import translated_of
from dispatcher.db.leased import deliveries_of, moment_of_text, text_of_moment
from dispatcher.db.ledger import (
    AT_ONCE,
    LOOK_AGAIN_AFTER,
    SETTLED,
    STOPPED,
    UNWANTED,
    Claim,
    ended_at,
)
from dispatcher.db.suppressions import TAKING_BACK, hashed, reason_of
from dispatcher.db.worker import Worker
from dispatcher.model import Attempt, DeliveryState, Intent, SuppressionKind

T = TypeVar("T")


class SqliteMoves:
    """`Moves` on SQLite; `writers` is the lock under which this process writes, `place` the database's file."""

    def __init__(self, place: str, writers: asyncio.Lock | None) -> None:
        self._place = place
        self._writers = writers
        self._worker = Worker("ledger")
        self._connection: sqlite3.Connection | None = None

    async def claim(self, *, now: datetime, until: datetime, limit: int, token: str) -> Claim:
        """As `Moves` says."""
        moment = text_of_moment(now)
        named = {"now": moment, "until": text_of_moment(until), "token": token, "limit": limit}

        def move(db: sqlite3.Connection) -> tuple[list[Any], int, bool]:
            stops = {kind for (kind,) in db.execute("SELECT DISTINCT kind FROM stop")}
            if "instance" in stops:
                return [], 0, False
            aside = 0
            if stops:
                later = text_of_moment(now + LOOK_AGAIN_AFTER)
                window = {"now": moment, "later": later, "reason": STOPPED, "limit": max(limit, AT_ONCE)}
                aside = db.execute(sql.ASIDE, window).rowcount
            (overdue,) = db.execute(sql.OVERDUE, {"now": moment}).fetchone()
            return (
                db.execute(sql.CLAIM_WHAT_IS_NOT_STOPPED if stops else sql.CLAIM, named).fetchall(),
                aside,
                bool(overdue),
            )

        rows, aside, overdue = await self._move(move)
        return Claim(deliveries_of(rows, moment=moment_of_text), aside=aside, overdue=overdue)

    async def commit(
        self, intents: Sequence[Intent], settled: Sequence[Attempt], *, token: str, now: datetime, until: datetime
    ) -> set[int]:
        """As `Moves` says."""

        def move(db: sqlite3.Connection) -> set[int]:
            if settled:
                _settle(db, settled, token=token)
            return _intend(db, intents, token=token, now=now, until=until) if intents else set()

        return await self._move(move)

    async def give_back(self, ids: Sequence[int], *, token: str) -> set[int]:
        """As `Moves` says."""
        named = {"ids": json.dumps(ids), "token": token}
        return await self._move(lambda db: {number for (number,) in db.execute(sql.GIVE_BACK, named)})

    async def postpone(self, later: Sequence[tuple[int, datetime, str | None]], *, token: str) -> None:
        """As `Moves` says."""
        rows = [(text_of_moment(moment), reason, number, token) for number, moment, reason in later]
        await self._move(lambda db: db.executemany(sql.POSTPONE, rows))

    async def renew(self, ids: Sequence[int], *, token: str, until: datetime) -> set[int]:
        """As `Moves` says."""
        named = {"ids": json.dumps(ids), "token": token, "until": text_of_moment(until)}
        return await self._move(lambda db: {number for (number,) in db.execute(sql.RENEW, named)})

    async def take_back(self, ids: Sequence[int], *, token: str, now: datetime) -> None:
        """As `Moves` says."""
        named = {"ids": json.dumps(ids), "token": token, "now": text_of_moment(now)}
        await self._move(lambda db: db.execute(sql.TAKE_BACK, named))

    async def noted(self, attempts: Sequence[Attempt]) -> set[tuple[int, datetime]]:
        """As `Moves` says."""
        ids = json.dumps([each.delivery_id for each in attempts])
        rows = await self._move(lambda db: db.execute(sql.NOTED, (ids,)).fetchall())
        return {(number, moment_of_text(started)) for number, started in rows}

    async def close(self) -> None:
        """As `Moves` says."""
        if self._connection is not None:
            await self._worker.run(self._close)
        self._worker.end()

    async def _move(self, call: Callable[[sqlite3.Connection], T]) -> T:
        async with self._writers or nullcontext():
            return await self._worker.run(lambda: self._transaction(call))

    def _transaction(self, call: Callable[[sqlite3.Connection], T]) -> T:
        with translated_of(sqlite3, self._place):
            db = self._connection = self._connection or _opened(self._place)
            try:
                db.execute("BEGIN IMMEDIATE")
                result = call(db)
                db.execute("COMMIT")
            except BaseException:
                self._undo(db)
                raise
            return result

    def _undo(self, db: sqlite3.Connection) -> None:
        """Nothing of a transaction that failed stays; a connection that cannot even say so is replaced."""
        try:
            if db.in_transaction:
                db.execute("ROLLBACK")
        except sqlite3.Error:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _opened(place: str) -> sqlite3.Connection:
    db = sqlite3.connect(place, isolation_level=None, timeout=30)
    prepare_sqlite(db)
    return db


def _settle(db: sqlite3.Connection, settled: Sequence[Attempt], *, token: str) -> None:
    notes, moves, doubts = [], [], []
    for each in settled:
        number, reply, coming, state = each.delivery_id, each.reply, each.next_attempt_at, each.state
        code, enhanced, text = (reply.code, reply.enhanced, reply.text) if reply else (None, None, None)
        notes.append(
            (
                *(number, text_of_moment(each.started_at), each.took_for, each.relay, each.stage.value),
                *(code, enhanced, text, state.value),
            )
        )
        coming_at = text_of_moment(coming) if coming else None
        settled_at = text_of_moment(ended_at(each)) if state in SETTLED else None
        moves.append((state.value, each.reason, coming_at, settled_at, number, token))
        if state is DeliveryState.IN_DOUBT:
            doubts.append((text_of_moment(ended_at(each)), number, token))
    db.executemany(sql.NOTE, notes)
    if doubts:
        db.executemany(sql.DOUBT, doubts)
    db.executemany(sql.SETTLE, moves)
    for each in settled:
        if each.suppress:
            _suppress(db, each)


def _suppress(db: sqlite3.Connection, each: Attempt) -> None:
    """As `Suppressions.add` does, in this transaction."""
    (address,) = db.execute("SELECT address FROM delivery WHERE id = ?", (each.delivery_id,)).fetchone()
    db.execute(
        "INSERT INTO instance (key, value) VALUES ('secret', ?) ON CONFLICT DO NOTHING", (secrets.token_hex(32),)
    )
    (secret,) = db.execute("SELECT value FROM instance WHERE key = 'secret'").fetchone()
    now = text_of_moment(each.started_at)
    db.execute(TAKING_BACK, {"key": addresses.key(address), "reason": reason_of(each.reason), "now": now})
    db.execute(
        "INSERT INTO suppression (address_hash, kind, reason, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (hashed(bytes.fromhex(secret), address), SuppressionKind.REFUSED.value, each.reason, now),
    )


def _intend(
    db: sqlite3.Connection, intents: Sequence[Intent], *, token: str, now: datetime, until: datetime
) -> set[int]:
    ours: set[int] = set()
    by_relay: dict[str, list[int]] = {}
    for each in intents:
        by_relay.setdefault(each.relay, []).append(each.delivery_id)
    for relay, ids in by_relay.items():
        named = {
            "ids": json.dumps(ids),
            "token": token,
            "until": text_of_moment(until),
            "now": text_of_moment(now),
            "relay": relay,
        }
        ours.update(number for (number,) in db.execute(sql.INTEND, named))
    if len(ours) < len(intents):
        others = {
            "ids": json.dumps([each.delivery_id for each in intents if each.delivery_id not in ours]),
            "token": token,
            "now": text_of_moment(now),
            "later": text_of_moment(now + LOOK_AGAIN_AFTER),
        }
        db.execute(sql.CANCEL, others | {"reason": UNWANTED})
        db.execute(sql.STOP, others | {"reason": STOPPED})
    return ours
