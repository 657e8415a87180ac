"""Entry ⇄ rows. What tells one entry of a feed from another is its id and its link together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import entry, feed
from dispatcher.model import Arrival, ArrivingEntry, Entry, Feed

Key = tuple[str, str]  # uid, link ("" for none)
# Feeds are polled side by side: what one poll brought is taken in the order it was published, not in the order servers answered.
_AS_THEY_CAME = (entry.c.first_seen_at, entry.c.published_at.is_(None), entry.c.published_at, entry.c.id)


class Entries:
    """Rows of `entry`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fingerprints(self, feed_id: int, keys: Iterable[Key]) -> dict[Key, str]:
        """Which of these entries are known, and how they read when last stored."""
        asked = {_identity(*key): key for key in keys}
        known: dict[Key, str] = {}
        for batch in in_batches(asked):
            rows = await self._connection.execute(
                select(entry.c.identity, entry.c.fingerprint).where(
                    entry.c.feed_id == feed_id, entry.c.identity.in_(batch)
                )
            )
            known |= {asked[row.identity]: row.fingerprint for row in rows}
        return known

    async def add(self, feed: Feed, new: Sequence[ArrivingEntry], now: datetime) -> int:
        """Store new entries; one that another poll stored meanwhile is left alone. Returns how many were asked for."""
        values = [
            {
                **_content(arriving),
                "feed_id": feed.id,
                "uid": arriving.entry.uid,
                "link": arriving.entry.link,
                "first_seen_at": now,
                "arrival": arriving.arrival.value,
            }
            for arriving in new
        ]
        if values:
            await self._connection.execute(insert_or_ignore(self._connection, entry), values)
        return len(values)

    async def change(self, feed: Feed, changed: Sequence[ArrivingEntry], now: datetime) -> None:
        """An outlet edited these: what they say is replaced, when and how they came is not."""
        if not changed:
            return
        content = [{f"new_{name}": value for name, value in _content(arriving).items()} for arriving in changed]
        names = [name.removeprefix("new_") for name in content[0] if name != "new_identity"]
        await self._connection.execute(
            update(entry)
            .where(entry.c.feed_id == feed.id, entry.c.identity == bindparam("new_identity"))
            .values({**{name: bindparam(f"new_{name}") for name in names}, "changed_at": now}),
            content,
        )

    async def ungrouped(self, limit: int) -> list[Entry]:
        """Entries that wait to be grouped, in the order they came."""
        return await self._read(
            select_entries()
            .where(entry.c.grouped_at.is_(None), entry.c.arrival != Arrival.BACKGROUND.value)
            .order_by(*_AS_THEY_CAME)
            .limit(limit)
        )

    async def grouped_since(self, moment: datetime) -> list[Entry]:
        """Grouped entries first seen at or after `moment`, in the order they came."""
        return await self._read(
            select_entries()
            .where(entry.c.story_id.is_not(None), entry.c.first_seen_at >= moment)
            .order_by(*_AS_THEY_CAME)
        )

    async def assign(self, pairs: Sequence[tuple[int, int]], grouped_at: datetime) -> None:
        """Put entries into stories: (entry id, story id)."""
        if pairs:
            await self._connection.execute(
                update(entry)
                .where(entry.c.id == bindparam("which"))
                .values(story_id=bindparam("story"), grouped_at=grouped_at),
                [{"which": entry_id, "story": story_id} for entry_id, story_id in pairs],
            )

    async def of_stories(self, story_ids: Collection[int]) -> dict[int, list[Entry]]:
        """The entries of each story, in the order they came."""
        told: defaultdict[int, list[Entry]] = defaultdict(list)
        for batch in in_batches(story_ids):
            found = await self._read(
                select_entries().where(entry.c.story_id.in_(batch)).order_by(entry.c.first_seen_at, entry.c.id)
            )
            for each in found:
                told[each.story_id or 0].append(each)
        return dict(told)

    async def get(self, entry_ids: Collection[int]) -> dict[int, Entry]:
        """Entries by id."""
        found: dict[int, Entry] = {}
        for batch in in_batches(entry_ids):
            found |= {each.id: each for each in await self._read(select_entries().where(entry.c.id.in_(batch)))}
        return found

    async def recent(self, limit: int) -> list[Entry]:
        """The entries that came last, the newest first."""
        return await self._read(select_entries().order_by(entry.c.id.desc()).limit(limit))

    async def count(self) -> int:
        """How many entries are stored."""
        return await self._connection.scalar(select(func.count()).select_from(entry)) or 0

    async def _read(self, query: Select[Any]) -> list[Entry]:
        return [entry_of(row) for row in await self._connection.execute(query)]


def select_entries() -> Select[Any]:
    """Entries with their outlet, for `entry_of`."""
    return select(entry, feed.c.outlet, feed.c.country).join(feed, feed.c.id == entry.c.feed_id)


def _identity(uid: str, link: str) -> str:
    return hashlib.sha256(f"{len(uid)}:{uid}{link}".encode("utf-8", "surrogatepass")).hexdigest()


def _content(arriving: ArrivingEntry) -> dict[str, Any]:
    parsed = arriving.entry
    return {
        "identity": _identity(parsed.uid, parsed.link or ""),
        "title": parsed.title,
        "summary": parsed.summary,
        "content": parsed.content,
        "author": parsed.author,
        "published_at": parsed.published_at,
        "fingerprint": arriving.fingerprint,
    }


def entry_of(row: Row[Any]) -> Entry:
    """One row of `select_entries`."""
    return Entry(
        id=row.id,
        feed_id=row.feed_id,
        outlet=row.outlet,
        uid=row.uid,
        link=row.link,
        title=row.title,
        summary=row.summary,
        content=row.content,
        author=row.author,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        arrival=Arrival(row.arrival),
        story_id=row.story_id,
        grouped_at=row.grouped_at,
        country=row.country or None,
    )
