"""
Pace ⇄ rows: how fast each domain takes our mail over each relay, and how much a relay had on a day; shared by all who send.

Read and written once for each claim, never for each message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.ledger import OPEN
from dispatcher.db.statements import in_batches
from dispatcher.db.tables_mail import delivery
from dispatcher.db.tables_sending import pace, relay_day
from dispatcher.model import Pace


class Paces:
    """Rows of `pace` and `relay_day`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def locked(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Pace]:
        """
        The buckets of these (relay, domain) that exist, held until the transaction ends: of two who claim, one waits.

        A bucket that does not exist yet is held by nobody: two that claim from a new one may both have its first tokens.
        """
        relays = sorted({relay for relay, _ in keys})
        found: dict[tuple[str, str], Pace] = {}
        for batch in in_batches(sorted({domain for _, domain in keys})):
            rows = await self._connection.execute(
                select(pace)
                .where(pace.c.relay.in_(relays), pace.c.domain.in_(batch))
                .order_by(pace.c.relay, pace.c.domain)
                .with_for_update()
            )
            for row in rows:
                found[row.relay, row.domain] = Pace(
                    relay=row.relay,
                    domain=row.domain,
                    tokens=row.tokens,
                    rate=row.rate,
                    refilled_at=row.refilled_at,
                    slowed_at=row.slowed_at,
                )
        return found

    async def any(self) -> bool:
        """Whether there is a bucket at all: most senders never need one."""
        return await self._connection.scalar(select(pace.c.relay).limit(1)) is not None

    async def put(self, paces: Collection[Pace]) -> None:
        """Write these buckets."""
        if not paces:
            return
        insert = postgresql.insert(pace) if self._connection.dialect.name == "postgresql" else sqlite.insert(pace)
        columns = ("tokens", "rate", "refilled_at", "slowed_at")
        await self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[pace.c.relay, pace.c.domain], set_={name: insert.excluded[name] for name in columns}
            ),
            # One order: two who write at once do not wait for each other crosswise.
            [
                {"relay": each.relay, "domain": each.domain} | {name: getattr(each, name) for name in columns}
                for each in sorted(paces, key=_key)
            ],
        )

    async def days(self, relays: Collection[str], today: date) -> dict[str, tuple[date, int]]:
        """Relay → the day of its first message, and how many it was given today; none for relays that had nothing yet."""
        rows = await self._connection.execute(
            select(
                relay_day.c.relay,
                func.min(relay_day.c.day).label("first"),
                func.sum(case((relay_day.c.day == today.isoformat(), relay_day.c.messages), else_=0)).label("given"),
            )
            .where(relay_day.c.relay.in_(sorted(relays)))
            .group_by(relay_day.c.relay)
        )
        return {row.relay: (date.fromisoformat(row.first), row.given) for row in rows}

    async def give(self, messages: Mapping[str, int], today: date) -> None:
        """Count messages given to relays today; below 0 for what came back unused."""
        insert = (
            postgresql.insert(relay_day) if self._connection.dialect.name == "postgresql" else sqlite.insert(relay_day)
        )
        for relay, number in sorted(messages.items()):
            if number:
                await self._connection.execute(
                    insert.on_conflict_do_update(
                        index_elements=[relay_day.c.relay, relay_day.c.day],
                        set_={"messages": relay_day.c.messages + insert.excluded.messages},
                    ),
                    [{"relay": relay, "day": today.isoformat(), "messages": number}],
                )

    async def due(self, now: datetime) -> int:
        """How many deliveries are due."""
        counted = select(func.count()).select_from(delivery).where(OPEN, delivery.c.next_attempt_at <= now)
        return await self._connection.scalar(counted) or 0


def _key(each: Pace) -> tuple[str, str]:
    return each.relay, each.domain
