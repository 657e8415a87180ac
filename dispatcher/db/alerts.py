"""
Alert ⇄ rows: the editions of stories that broke, one per list, story and development, and who is still to be looked at.

What is due lives in the edition's row. `publishing`: a first look at the readers is under way, or was cut short. `published` with a
`due_at`: all were looked at, and some wait (for the end of their quiet hours, for a day with room) until then. `published` without:
nobody waits. A reader who is told late belongs to the same edition, as a late reader of a digest does; nobody gets it twice, since a
delivery is unique by edition and subscriber and what a person had is committed with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.editions import Editions, edition_of
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import entry
from dispatcher.db.tables_mail import edition, edition_story
from dispatcher.model import Edition, EditionKind, EditionState, Masthead, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke:
    """One development of a story that broke for a list."""

    edition: Edition
    story_id: int
    waits_until: datetime | None  # null when nobody waits, and while publishing
    version: int  # of the story, as it broke
    as_of: datetime  # when the newest account it told was grouped

    @property
    def broke_at(self) -> datetime:
        """When publishing it began."""
        return self.edition.published_at

    @property
    def was_cut_short(self) -> bool:
        """Whether not every reader was looked at yet."""
        return self.edition.state is EditionState.PUBLISHING


class Alerts:
    """Rows of `edition` of kind alert, with what they tell in `edition_story`."""

    def __init__(self, connection: AsyncConnection, editions: Editions) -> None:
        self._connection = connection
        self._editions = editions

    async def open(self, list_id: int, story: Story, masthead: Masthead, *, number: int, now: datetime) -> Edition:
        """
        The alert of a story's development: opened, or as another run opened it.

        Earlier developments of the story end with it: who waited for one of them waits for this one.
        """
        opened = await self._editions.open_alert(list_id, story.id, masthead, development=number, now=now)
        await self._connection.execute(
            insert_or_ignore(self._connection, edition_story).values(
                edition_id=opened.id, story_id=story.id, version=story.version, topic=None, position=0
            )
        )
        await self._connection.execute(
            update(edition)
            .where(edition.c.list_id == list_id, edition.c.story_id == story.id, edition.c.development < number)
            .values(state=EditionState.PUBLISHED.value, due_at=None)
        )
        return opened

    async def looked_at(self, edition_id: int, *, waits_until: datetime | None) -> None:
        """Every reader was looked at; the first of those who wait is to be looked at again then."""
        await self._connection.execute(
            update(edition)
            .where(edition.c.id == edition_id)
            .values(state=EditionState.PUBLISHED.value, due_at=waits_until)
        )

    async def unsettled(self) -> list[Broke]:
        """Developments of all lists whose publishing was cut short, or for which somebody waits."""
        waiting = or_(edition.c.state == EditionState.PUBLISHING.value, edition.c.due_at.is_not(None))
        ids = await self._connection.scalars(
            select(edition.c.id).where(edition.c.kind == EditionKind.ALERT.value, waiting)
        )
        return await self._read(set(ids))

    async def of_stories(self, list_id: int, story_ids: Collection[int]) -> dict[int, list[Broke]]:
        """How often these stories broke for a list: their developments, oldest first."""
        ids: set[int] = set()
        for batch in in_batches(story_ids):
            ids.update(
                await self._connection.scalars(
                    select(edition.c.id).where(edition.c.list_id == list_id, edition.c.story_id.in_(batch))
                )
            )
        found: defaultdict[int, list[Broke]] = defaultdict(list)
        for each in await self._read(ids):
            found[each.story_id].append(each)
        return dict(found)

    async def _read(self, edition_ids: Collection[int]) -> list[Broke]:
        rows: list[Row[Any]] = []
        for batch in in_batches(edition_ids):
            rows += await self._connection.execute(
                select(edition, edition_story.c.version, func.max(entry.c.grouped_at).label("as_of"))
                .outerjoin(
                    edition_story,
                    (edition_story.c.edition_id == edition.c.id) & (edition_story.c.story_id == edition.c.story_id),
                )
                .outerjoin(
                    entry, (entry.c.story_id == edition.c.story_id) & (entry.c.grouped_at <= edition.c.published_at)
                )
                .where(edition.c.id.in_(batch))
                .group_by(edition.c.id, edition_story.c.version)
            )
        return sorted(
            (
                Broke(
                    edition=edition_of(row),
                    story_id=row.story_id,
                    waits_until=row.due_at,
                    version=row.version or 0,
                    as_of=row.as_of or row.published_at,
                )
                for row in rows
            ),
            key=lambda each: (each.edition.list_id, each.story_id, each.edition.development),
        )
