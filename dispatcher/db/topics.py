"""Topic ⇄ rows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.tables import topic
from dispatcher.errors import InputError
from dispatcher.model import Topic


class Topics:
    """Rows of `topic`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, name: str, title: str, query: str, *, declared: bool = False) -> Topic:
        """Add a topic; InputError when the name is taken."""
        if await self.by_name(name) is not None:
            raise InputError(
                f"there is a topic {name!r} already", remedy="choose another name, or remove that one first"
            )
        await self._connection.execute(
            insert(topic).values(name=name, title=title, query=query, declared=declared, paused=False)
        )
        return await self._known(name)

    async def declare(self, name: str, title: str, query: str) -> Topic:
        """What dispatcher.toml says of a topic holds: added, or brought in line."""
        known = await self.by_name(name)
        if known is None:
            return await self.add(name, title, query, declared=True)
        returned = {"paused": False} if not known.declared else {}
        await self._connection.execute(
            update(topic)
            .where(topic.c.id == known.id)
            .values({"title": title, "query": query, "declared": True, **returned})
        )
        return await self._known(name)

    async def undeclared(self, keep: Collection[str]) -> int:
        """Pause the declared topics that left the file. Returns how many."""
        result = await self._connection.execute(
            update(topic).where(topic.c.declared, topic.c.name.not_in(list(keep))).values(declared=False, paused=True)
        )
        return result.rowcount

    async def all(self) -> list[Topic]:
        """Every topic, in the order they came."""
        return [_topic(row) for row in await self._connection.execute(select(topic).order_by(topic.c.id))]

    async def by_name(self, name: str) -> Topic | None:
        """A topic by name."""
        row = (await self._connection.execute(select(topic).where(topic.c.name == name))).one_or_none()
        return None if row is None else _topic(row)

    async def pause(self, topic_id: int, *, paused: bool) -> None:
        """Stop or go on matching it."""
        await self._connection.execute(update(topic).where(topic.c.id == topic_id).values(paused=paused))

    async def remove(self, topic_id: int) -> None:
        """Delete it, with its matches and from every list and subscription."""
        await self._connection.execute(delete(topic).where(topic.c.id == topic_id))

    async def _known(self, name: str) -> Topic:
        return _topic((await self._connection.execute(select(topic).where(topic.c.name == name))).one())


def _topic(row: Row[Any]) -> Topic:
    return Topic(id=row.id, name=row.name, title=row.title, query=row.query, declared=row.declared, paused=row.paused)
