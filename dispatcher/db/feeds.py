"""Feed ⇄ rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.tables import feed
from dispatcher.model import Feed, PollRecord


class Feeds:
    """Rows of `feed`. A removed feed keeps its row, because its entries and stories stay; it is found nowhere."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        url: str,
        outlet: str,
        *,
        headers: Mapping[str, str],
        declared: bool,
        now: datetime,
        articles: bool = True,
        country: str = "",
    ) -> Feed:
        """Add a feed; a known URL is left as it is, a removed one comes back."""
        await self._connection.execute(
            insert_or_ignore(self._connection, feed).values(
                url=url,
                outlet=outlet,
                headers=dict(headers),
                declared=declared,
                paused=False,
                next_poll_at=now,
                failures=0,
                articles=articles,
                country=country,
                created_at=now,
            )
        )
        revived = {
            "removed_at": None,
            "outlet": outlet,
            "headers": dict(headers),
            "declared": declared,
            "paused": False,
            "articles": articles,
            "country": country,
        }
        await self._connection.execute(
            update(feed)
            .where(feed.c.url == url, feed.c.removed_at.is_not(None))
            .values(revived | {"next_poll_at": now})
        )
        row = (await self._connection.execute(select(feed).where(feed.c.url == url))).one()
        return _feed(row)

    async def declare(
        self,
        url: str,
        outlet: str,
        *,
        headers: Mapping[str, str],
        now: datetime,
        articles: bool = True,
        country: str = "",
    ) -> Feed:
        """What dispatcher.toml says of a feed holds: added, or brought in line; one that had left the file polls again."""
        known = await self.add(url, outlet, headers=headers, declared=True, now=now, articles=articles, country=country)
        returned = {"paused": False} if not known.declared else {}
        await self._connection.execute(
            update(feed)
            .where(feed.c.id == known.id)
            .values(
                {
                    "outlet": outlet,
                    "headers": dict(headers),
                    "declared": True,
                    "articles": articles,
                    "country": country,
                    **returned,
                }
            )
        )
        row = (await self._connection.execute(select(feed).where(feed.c.id == known.id))).one()
        return _feed(row)

    async def undeclared(self, keep: Collection[str]) -> int:
        """Pause the declared feeds whose URL left the file; they are no longer declared. Returns how many."""
        result = await self._connection.execute(
            update(feed).where(feed.c.declared, feed.c.url.not_in(list(keep))).values(declared=False, paused=True)
        )
        return result.rowcount

    async def all(self) -> list[Feed]:
        """Every feed, in the order they came."""
        rows = await self._connection.execute(select(feed).where(feed.c.removed_at.is_(None)).order_by(feed.c.id))
        return [_feed(row) for row in rows]

    async def get(self, feed_id: int) -> Feed | None:
        """A feed by id."""
        return await self._one(feed.c.id == feed_id)

    async def by_url(self, url: str) -> Feed | None:
        """A feed by URL."""
        return await self._one(feed.c.url == url)

    async def due(self, now: datetime, *, limit: int) -> list[Feed]:
        """Feeds to poll at `now`, the longest waiting first."""
        rows = await self._connection.execute(
            select(feed)
            .where(feed.c.next_poll_at <= now, ~feed.c.paused, feed.c.removed_at.is_(None))
            .order_by(feed.c.next_poll_at, feed.c.id)
            .limit(limit)
        )
        return [_feed(row) for row in rows]

    async def failing(self, *, since: datetime, failures: int) -> list[Feed]:
        """Feeds that are asked, and that have failed so many times in a row or more since `since` or earlier."""
        rows = await self._connection.execute(
            select(feed)
            .where(
                feed.c.failing_since <= since, feed.c.failures >= failures, ~feed.c.paused, feed.c.removed_at.is_(None)
            )
            .order_by(feed.c.id)
        )
        return [_feed(row) for row in rows]

    async def polled(self, record: PollRecord) -> None:
        """Note what a poll left behind."""
        changes: dict[str, Any] = {
            "polled_at": record.polled_at,
            "next_poll_at": record.next_poll_at,
            "etag": record.etag,
            "last_modified": record.last_modified,
            "body_hash": record.body_hash,
            "failures": record.failures,
            "error": record.error,
        }
        changes["failing_since"] = (
            None if record.error is None else func.coalesce(feed.c.failing_since, record.polled_at)
        )
        if record.brought_entries:
            changes["first_polled_at"] = func.coalesce(feed.c.first_polled_at, record.polled_at)
        await self._connection.execute(update(feed).where(feed.c.id == record.feed_id).values(changes))

    async def pause(self, feed_id: int, *, paused: bool) -> None:
        """Stop or go on polling it."""
        await self._connection.execute(update(feed).where(feed.c.id == feed_id).values(paused=paused))

    async def remove(self, feed_id: int, *, now: datetime) -> None:
        """Take it out of every listing; what it brought stays."""
        await self._connection.execute(update(feed).where(feed.c.id == feed_id).values(removed_at=now))

    async def _one(self, condition: Any) -> Feed | None:
        row = (await self._connection.execute(select(feed).where(condition, feed.c.removed_at.is_(None)))).one_or_none()
        return None if row is None else _feed(row)


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        outlet=row.outlet,
        headers=row.headers,
        declared=row.declared,
        paused=row.paused,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        next_poll_at=row.next_poll_at,
        first_polled_at=row.first_polled_at,
        polled_at=row.polled_at,
        failures=row.failures,
        error=row.error,
        failing_since=row.failing_since,
        articles=row.articles,
        country=row.country,
    )
