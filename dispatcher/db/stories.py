"""Story ⇄ rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches
from dispatcher.db.tables import briefing, story, story_topic, topic
from dispatcher.model import Story


class Stories:
    """Rows of `story` and `story_topic`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, headline: str, lead_entry_id: int, now: datetime) -> int:
        """Open a story for the entry that leads it; `update` tells the rest. Returns its id."""
        result = await self._connection.execute(
            insert(story)
            .values(
                headline=headline,
                version=0,
                first_seen_at=now,
                changed_at=now,
                lead_entry_id=lead_entry_id,
                entries=0,
                outlets=0,
            )
            .returning(story.c.id)
        )
        return int(result.scalar_one())

    async def update(self, stories: Sequence[Story]) -> None:
        """Write these stories as they stand, topics included."""
        ids = {row.name: row.id for row in await self._connection.execute(select(topic.c.id, topic.c.name))}
        for each in stories:
            await self._connection.execute(
                update(story)
                .where(story.c.id == each.id)
                .values(
                    headline=each.headline,
                    version=each.version,
                    changed_at=each.changed_at,
                    alertable_at=each.alertable_at,
                    lead_entry_id=each.lead_entry_id,
                    entries=each.entries,
                    outlets=each.outlets,
                )
            )
        for batch in in_batches([each.id for each in stories]):
            await self._connection.execute(delete(story_topic).where(story_topic.c.story_id.in_(batch)))
        pairs = [
            {"story_id": each.id, "topic_id": ids[name]} for each in stories for name in each.topics if name in ids
        ]
        if pairs:
            await self._connection.execute(insert(story_topic), pairs)

    async def get(self, story_ids: Collection[int]) -> dict[int, Story]:
        """Stories by id."""
        found: dict[int, Story] = {}
        for batch in in_batches(story_ids):
            found |= {each.id: each for each in await self._read(select(story).where(story.c.id.in_(batch)))}
        return found

    async def changed(self, topics: Collection[str], *, after: datetime, until: datetime) -> list[Story]:
        """Stories in any of these topics that changed after `after`, up to and including `until`."""
        return await self._read(
            select(story)
            .where(story.c.changed_at > after, story.c.changed_at <= until, _in_any(topics))
            .order_by(story.c.id)
        )

    async def alertable(self, topics: Collection[str], *, outlets: int, after: datetime) -> list[Story]:
        """Stories in any of these topics with so many outlets whose newest news came after `after`."""
        return await self._read(
            select(story)
            .where(story.c.alertable_at > after, story.c.outlets >= outlets, _in_any(topics))
            .order_by(story.c.id)
        )

    async def unwritten(self, limit: int) -> list[Story]:
        """Stories in a topic that have no briefing at their present version, the newest first."""
        written = exists().where(briefing.c.story_id == story.c.id, briefing.c.version == story.c.version)
        told = exists().where(story_topic.c.story_id == story.c.id)
        return await self._read(select(story).where(told, ~written).order_by(story.c.id.desc()).limit(limit))

    async def recent(self, limit: int) -> list[Story]:
        """The stories that changed last, the newest first."""
        return await self._read(select(story).order_by(story.c.changed_at.desc(), story.c.id.desc()).limit(limit))

    async def _read(self, query: Select[Any]) -> list[Story]:
        rows = (await self._connection.execute(query)).all()
        names: defaultdict[int, list[str]] = defaultdict(list)
        for batch in in_batches([row.id for row in rows]):
            pairs = await self._connection.execute(
                select(story_topic.c.story_id, topic.c.name)
                .join(topic, topic.c.id == story_topic.c.topic_id)
                .where(story_topic.c.story_id.in_(batch))
                .order_by(topic.c.name)
            )
            for pair in pairs:
                names[pair.story_id].append(pair.name)
        return [_story(row, tuple(names[row.id])) for row in rows]


def _in_any(topics: Collection[str]) -> Any:
    return exists().where(
        story_topic.c.story_id == story.c.id, story_topic.c.topic_id == topic.c.id, topic.c.name.in_(list(topics))
    )


def _story(row: Row[Any], topics: tuple[str, ...]) -> Story:
    return Story(
        id=row.id,
        headline=row.headline,
        version=row.version,
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        alertable_at=row.alertable_at,
        lead_entry_id=row.lead_entry_id,
        entries=row.entries,
        outlets=row.outlets,
        topics=topics,
    )
