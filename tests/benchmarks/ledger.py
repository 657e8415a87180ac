"""
What the ledger costs: claim, intent, reply and attempt of 100,000 deliveries, against the plain insert of the same rows.

Both in groups of 20, one durable commit for each group, on a database where nothing else happens. The insert is the driver's own, into
the same table with the same indexes. On PostgreSQL the CPU is that of this process alone, without the server's.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import psycopg

from dispatcher.db import Database
from dispatcher.db.codec import plan_as_json
from dispatcher.db.engine import prepare_sqlite
from dispatcher.model import Attempt, DeliveryState, Intent, Plan, PlannedStory, Reply, Stage
from tests.fakes import databases
from tests.fakes.people import MASTHEAD, NOON

MESSAGES = int(os.environ.get("LEDGER_MESSAGES", "100000"))
GROUP, BATCH, ROUNDS = 20, 500, 3
BAR = 8.0  # times the plain insert, of wall time and of CPU
NOISY = 1.5  # the slowest plain insert against the fastest
PLAN = Plan(stories=tuple(PlannedStory(number, 3, "korea") for number in range(8)), more=(11, 12))

COLUMNS = (
    *("kind", "subscription_id", "subscriber_id", "address", "domain", "name", "nonce", "masthead", "plan", "period"),
    *("body_hash", "message_id", "date", "not_after", "state", "attempts", "next_attempt_at", "created_at"),
)
INSERT = f"INSERT INTO delivery ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
READERS = """
INSERT INTO list (id, name, title, sender_name, sender_address, reply_to, cadence, weekday, hour, time_zone, language,
  alert_outlets, declared, paused) VALUES (1, 'w', 'w', 'w', 'w', '', 'daily', 0, 7, 'UTC', 'en', 2, false, false);
INSERT INTO subscriber (id, address, address_key, name, created_at)
  SELECT n, 'reader' || n || '@example.org', 'reader' || n || '@example.org', 'n', '2026-11-24 12:00:00.000000' FROM numbers;
INSERT INTO subscription (id, subscriber_id, list_id, state, cadence, weekday, hour, time_zone, language, nonce, created_at)
  SELECT n, n, 1, 'confirmed', 'daily', 0, 7, 'UTC', 'en', 'n' || n, '2026-11-24 12:00:00.000000' FROM numbers;
INSERT INTO body (hash, subject, fragments) VALUES ('h', 's', '[]');
"""
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {}) SELECT n FROM numbers",
    "postgresql": "SELECT generate_series(1, {}) AS n",
}


@dataclass(frozen=True)
class Cost:
    """Microseconds for each message."""

    wall: float
    cpu: float


class Plain(Protocol):
    """A driver's own connection, as a program without a ledger would use it."""

    def script(self, statements: str) -> None: ...
    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None: ...
    def close(self) -> None: ...


class PlainSqlite:
    def __init__(self, url: str) -> None:
        self._db = sqlite3.connect(url.removeprefix("sqlite:///"))
        prepare_sqlite(self._db)

    def script(self, statements: str) -> None:
        self._db.executescript(statements)

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(INSERT, rows)
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


class PlainPostgresql:
    def __init__(self, url: str) -> None:
        self._db = psycopg.connect(url)

    def script(self, statements: str) -> None:
        self._db.execute(statements)
        self._db.commit()

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        with self._db.cursor() as cursor:
            cursor.executemany(INSERT.replace("?", "%s"), rows)
        self._db.commit()

    def close(self) -> None:
        self._db.close()


def main() -> bool:
    """Print the ratios for both databases; returns whether one misses the bar."""
    wanted = os.environ.get("LEDGER_DATABASES", " ".join(databases.KINDS)).split()
    return sum(_missed(kind, [_round(kind) for _ in range(ROUNDS)]) for kind in wanted) > 0


def _missed(kind: str, rounds: Sequence[tuple[Cost, Cost]]) -> bool:
    missed = False
    for figure in ("wall", "cpu"):
        plain, moves = ([getattr(each[which], figure) for each in rounds] for which in (0, 1))
        ratio = median(move / insert for insert, move in zip(plain, moves, strict=True))
        noisy = max(plain) / min(plain) > NOISY
        missed |= ratio > BAR and not noisy
        print(
            f"{kind}, {figure}: {median(moves):.0f} µs a message, the plain insert {median(plain):.0f} µs;"
            f" {ratio:.2f} × (bar {BAR:.0f} ×){', noisy: not judged' if noisy else ''}"
        )
    return missed


def _round(kind: str) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        url = databases.new_url(kind, Path(folder))
        plain: Plain = PlainSqlite(url) if kind == "sqlite" else PlainPostgresql(url)
        plain.script(f"CREATE TEMPORARY TABLE numbers AS {NUMBERS[kind].format(MESSAGES)}; {READERS}")
        rows = _rows()

        async def insert() -> None:
            for begin in range(0, MESSAGES, GROUP):
                plain.insert(rows[begin : begin + GROUP])

        inserted = _measured(insert)
        plain.close()
        outcomes = {number: _sent(number) for number in range(1, MESSAGES + 1)}
        return inserted, _measured(lambda: _send(url, outcomes))


def _rows() -> list[tuple[Any, ...]]:
    masthead, plan = json.dumps(asdict(MASTHEAD)), json.dumps(plan_as_json(PLAN))
    noon, late = (f"{moment:%Y-%m-%d %H:%M:%S}.000000" for moment in (NOON, NOON + timedelta(hours=24)))
    return [
        (
            *("digest", n, n, f"reader{n}@example.org", "example.org", "Reader Name", secrets.token_hex(16)),
            *(masthead, plan, "daily:2026-11-24", "h", f"<{secrets.token_hex(16)}@news.example.org>", noon, late),
            *("queued", 0, noon, noon),
        )
        for n in range(1, MESSAGES + 1)
    ]


async def _send(url: str, outcomes: Mapping[int, Attempt]) -> None:
    """A sender with twenty connections: each commit holds the replies to the last bodies and the intents of the next."""
    db = await Database.open(url)
    async with db.sending(token=secrets.token_hex(8)) as ledger:
        settled: list[Attempt] = []
        while batch := await ledger.lease(now=NOON, limit=BATCH):
            for begin in range(0, len(batch), GROUP):
                group = batch[begin : begin + GROUP]
                ours = await ledger.commit([Intent(each.id, "smtp") for each in group], settled, now=NOON)
                assert len(ours) == len(group)
                settled = [outcomes[each.id] for each in group]
        await ledger.commit([], settled, now=NOON)
    async with db.reading() as tx:
        assert await tx.outbox.counts() == {"sent": MESSAGES}
    await db.close()


def _sent(number: int) -> Attempt:
    return Attempt(
        delivery_id=number,
        started_at=NOON,
        took_for=0.1,
        stage=Stage.REPLY,
        reply=Reply(250, f"2.0.0 Ok: queued as 4bXyZ{number:08x}", "2.0.0"),
        state=DeliveryState.SENT,
        reason=f"250 2.0.0 Ok: queued as 4bXyZ{number:08x}",
        next_attempt_at=None,
        relay="smtp",
    )


def _measured(run: Callable[[], Awaitable[None]]) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_awaited(run))
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(took / MESSAGES * 1e6, cpu / MESSAGES * 1e6)


async def _awaited(run: Callable[[], Awaitable[None]]) -> None:
    await run()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """As the command line runs: on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
