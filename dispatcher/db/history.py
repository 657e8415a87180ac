"""
What each person already had.

Kept per entry, so that a story stays known when it grows or merges with another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import entry, story
from dispatcher.db.tables_people import history


class History:
    """Rows of `history`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def had(self, subscriber_ids: Collection[int], story_ids: Collection[int]) -> set[tuple[int, int]]:
        """The (subscriber id, story id) of which that person had any entry."""
        return set(await self.told(subscriber_ids, story_ids))

    async def told(
        self, subscriber_ids: Collection[int], story_ids: Collection[int]
    ) -> dict[tuple[int, int], datetime | None]:
        """Per (subscriber id, story id), when that person was last told of it; None when only that they had it is known."""
        return await self._last(history.c.told_at, subscriber_ids, story_ids)

    async def newest(
        self, subscriber_ids: Collection[int], story_ids: Collection[int]
    ) -> dict[tuple[int, int], datetime]:
        """Per (subscriber id, story id), when the newest entry was grouped that this person had of it; nothing for none."""
        found = await self._last(entry.c.grouped_at, subscriber_ids, story_ids)
        return {pair: moment for pair, moment in found.items() if moment is not None}

    async def _last(
        self, moment: Column[datetime], subscriber_ids: Collection[int], story_ids: Collection[int]
    ) -> dict[tuple[int, int], datetime | None]:
        """Per (subscriber id, story id) of which that person had any entry: the last `moment` of those entries."""
        found: dict[tuple[int, int], datetime | None] = {}
        for people in in_batches(subscriber_ids):
            for stories in in_batches(story_ids):
                rows = await self._connection.execute(
                    select(history.c.subscriber_id, entry.c.story_id, func.max(moment).label("last"))
                    .join(entry, entry.c.id == history.c.entry_id)
                    .where(history.c.subscriber_id.in_(people), entry.c.story_id.in_(stories))
                    .group_by(history.c.subscriber_id, entry.c.story_id)
                )
                found |= {(row.subscriber_id, row.story_id): row.last for row in rows}
        return found

    async def add(
        self,
        told: Sequence[tuple[int | None, int]],
        edition_id: int | None,
        *,
        counted: Sequence[tuple[int | None, int]] = (),
        told_at: datetime | None = None,
    ) -> None:
        """
        Note that an edition told these people these stories, and only counted those: (subscriber id, story id).

        `told_at` is the moment of the message; a welcome is no edition, and has nothing else. Who is nobody (null) has no history.

        Of a story that was told every entry is noted, of one that was counted ("and 30 more") its lead, which is
        enough to know it by, and no moment: it was not told.
        """
        entries = await self._entries({story_id for _, story_id in told})
        leads: dict[int, int] = {}
        for batch in in_batches({story_id for _, story_id in counted}):
            rows = await self._connection.execute(
                select(story.c.id, story.c.lead_entry_id).where(story.c.id.in_(batch))
            )
            leads |= {row.id: row.lead_entry_id for row in rows}
        noted: list[tuple[int | None, int, datetime | None]] = [
            (person, entry_id, told_at) for person, story_id in told for entry_id in entries[story_id]
        ]
        noted += [(person, leads[story_id], None) for person, story_id in counted if story_id in leads]
        values = (
            {"subscriber_id": subscriber_id, "entry_id": entry_id, "edition_id": edition_id, "told_at": moment}
            for subscriber_id, entry_id, moment in noted
            if subscriber_id is not None
        )
        for rows_of_batch in in_batches(values):
            await self._connection.execute(insert_or_ignore(self._connection, history), rows_of_batch)

    async def _entries(self, story_ids: Collection[int]) -> defaultdict[int, list[int]]:
        entries: defaultdict[int, list[int]] = defaultdict(list)
        for batch in in_batches(story_ids):
            rows = await self._connection.execute(
                select(entry.c.story_id, entry.c.id).where(entry.c.story_id.in_(batch))
            )
            for row in rows:
                entries[row.story_id].append(row.id)
        return entries
