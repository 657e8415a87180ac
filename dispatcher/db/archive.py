"""
What lists have published, as anybody may read it: editions with the stories that stand in them.

Only what `edition_story` holds is public; a story that nothing but a private watch brought is in no row of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.editions import edition_of
from dispatcher.db.outbox import delivery_of
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import story, story_topic, topic
from dispatcher.db.tables_mail import delivery, edition, edition_story
from dispatcher.db.tables_people import list_topic
from dispatcher.model import Delivery, Edition, EditionKind, EditionState, MailingList, Plan, PlannedStory


class Archive:
    """Rows of `edition` and `edition_story`, for reading."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def told_last(self, story_id: int) -> Edition | None:
        """
        The newest edition that tells a story.

        One that is still publishing counts: its first mails are out, and their links must lead somewhere.
        """
        rows = await self._connection.execute(
            select(edition)
            .join(edition_story, edition_story.c.edition_id == edition.c.id)
            .where(edition_story.c.story_id == story_id)
            .order_by(edition.c.id.desc())
            .limit(1)
        )
        row = rows.one_or_none()
        return edition_of(row) if row else None

    async def tell(self, edition_id: int, plans: Iterable[Plan]) -> None:
        """
        Note which stories an edition tells, in full or by number, so that anybody may read them; twice is as good as once.

        Only those on a topic of its list: what a private watch brought is nobody else's.
        """
        places: dict[int, int] = {}
        planned: dict[int, PlannedStory] = {}
        for plan in plans:
            for at, story_id in enumerate((*(each.story_id for each in plan.stories), *plan.more)):
                places[story_id] = min(at, places.get(story_id, at))
            planned |= {each.story_id: each for each in plan.stories}
        for batch in in_batches(places):
            rows = await self._connection.execute(
                select(story.c.id, story.c.version, func.min(list_topic.c.position).label("place"), topic.c.name)
                .select_from(edition)
                .join(list_topic, list_topic.c.list_id == edition.c.list_id)
                .join(story_topic, story_topic.c.topic_id == list_topic.c.topic_id)
                .join(story, story.c.id == story_topic.c.story_id)
                .join(topic, topic.c.id == list_topic.c.topic_id)
                .where(edition.c.id == edition_id, story.c.id.in_(batch))
                .group_by(story.c.id, story.c.version, topic.c.name)
                .order_by(story.c.id, func.min(list_topic.c.position))
            )
            values: dict[int, dict[str, Any]] = {}
            for row in rows:
                told = planned.get(row.id, PlannedStory(row.id, row.version, None))
                values.setdefault(
                    row.id,
                    {
                        "edition_id": edition_id,
                        "story_id": row.id,
                        "version": told.version,
                        "topic": told.topic or row.name,
                        "position": places[row.id],
                    },
                )
            if values:
                await self._connection.execute(insert_or_ignore(self._connection, edition_story), list(values.values()))

    async def digests(
        self, audience: MailingList, *, before: date | None = None, day: date | None = None, limit: int = 1
    ) -> list[Edition]:
        """
        The published digests of a list, one a date and the newest first; only those `before` a date, or of one `day`.

        Of several on one date it is the one in the list's own zone, at its own cadence and hour, or the nearest to that.
        """
        own = [
            (edition.c.time_zone == audience.time_zone, edition.c.cadence == audience.cadence.value),
            (edition.c.time_zone == audience.time_zone,),
            (edition.c.cadence == audience.cadence.value,),
        ]
        nearest = case(*((and_(*conditions), at) for at, conditions in enumerate(own)), else_=len(own))
        place = func.row_number().over(
            partition_by=edition.c.day, order_by=[nearest, func.abs(edition.c.hour - audience.hour), edition.c.id]
        )
        wanted: list[ColumnElement[bool]] = [
            edition.c.list_id == audience.id,
            edition.c.kind == EditionKind.DIGEST.value,
            edition.c.state == EditionState.PUBLISHED.value,
            exists().where(edition_story.c.edition_id == edition.c.id),
        ]
        if before is not None:
            wanted.append(edition.c.day < before.isoformat())
        if day is not None:
            wanted.append(edition.c.day == day.isoformat())
        ranked = select(edition.c.id, place.label("place")).where(*wanted).subquery()
        rows = await self._connection.execute(
            select(edition)
            .join(ranked, ranked.c.id == edition.c.id)
            .where(ranked.c.place == 1)
            .order_by(edition.c.day.desc())
            .limit(limit)
        )
        return [edition_of(row) for row in rows]

    async def next_day(self, audience: MailingList, *, after: date) -> date | None:
        """The first date after this one on which the list published a digest."""
        found = await self._connection.scalar(
            select(func.min(edition.c.day)).where(
                edition.c.list_id == audience.id,
                edition.c.kind == EditionKind.DIGEST.value,
                edition.c.state == EditionState.PUBLISHED.value,
                edition.c.day > after.isoformat(),
                exists().where(edition_story.c.edition_id == edition.c.id),
            )
        )
        return date.fromisoformat(found) if found else None

    async def stories_of(self, edition_ids: Collection[int]) -> dict[int, list[PlannedStory]]:
        """The stories of these editions, in order, at the versions that were told."""
        found: defaultdict[int, list[PlannedStory]] = defaultdict(list)
        for batch in in_batches(edition_ids):
            rows: Any = await self._connection.execute(
                select(edition_story)
                .where(edition_story.c.edition_id.in_(batch))
                .order_by(edition_story.c.edition_id, edition_story.c.position, edition_story.c.story_id)
            )
            for row in rows:
                found[row.edition_id].append(PlannedStory(row.story_id, row.version, row.topic))
        return dict(found)

    async def edition(self, edition_id: int) -> Edition | None:
        """An edition by id."""
        row = (await self._connection.execute(select(edition).where(edition.c.id == edition_id))).one_or_none()
        return edition_of(row) if row else None

    async def states(self, edition_id: int) -> dict[str, int]:
        """How many deliveries of an edition are in each state."""
        rows = await self._connection.execute(
            select(delivery.c.state, func.count().label("number"))
            .where(delivery.c.edition_id == edition_id)
            .group_by(delivery.c.state)
            .order_by(delivery.c.state)
        )
        return {row.state: row.number for row in rows}

    async def bodies_of(self, edition_id: int, *, limit: int) -> tuple[int, list[Delivery]]:
        """How many bodies an edition has, and one delivery for each of the first of them."""
        first = (
            select(func.min(delivery.c.id).label("id"))
            .where(delivery.c.edition_id == edition_id)
            .group_by(delivery.c.body_hash)
            .subquery()
        )
        number = await self._connection.scalar(select(func.count()).select_from(first)) or 0
        rows = await self._connection.execute(
            select(delivery).where(delivery.c.id.in_(select(first.c.id))).order_by(delivery.c.id).limit(limit)
        )
        return number, [delivery_of(row) for row in rows]

    async def mailed(self, delivery_id: int) -> Delivery | None:
        """The delivery whose mail a link in it shows in the browser."""
        row = (await self._connection.execute(select(delivery).where(delivery.c.id == delivery_id))).one_or_none()
        return delivery_of(row) if row else None

    async def latest(self, list_id: int, *, limit: int) -> list[tuple[int, int, datetime]]:
        """The stories a list told last: (story id, version, when an edition last told it), the newest first."""
        told_at = func.max(edition.c.published_at).label("told_at")
        rows = await self._connection.execute(
            select(edition_story.c.story_id, func.max(edition_story.c.version).label("version"), told_at)
            .join(edition, edition.c.id == edition_story.c.edition_id)
            .where(edition.c.list_id == list_id, edition.c.state == EditionState.PUBLISHED.value)
            .group_by(edition_story.c.story_id)
            .order_by(told_at.desc(), edition_story.c.story_id.desc())
            .limit(limit)
        )
        return [(row.story_id, row.version, row.told_at) for row in rows]
