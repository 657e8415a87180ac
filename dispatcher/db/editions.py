"""Edition ⇄ rows: one per list and slot, one per list, story and development."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.codec import masthead_as_json, masthead_from_json
from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.tables_mail import edition, edition_story
from dispatcher.model import Cadence, Edition, EditionKind, EditionState, Masthead, Slot


class Editions:
    """Rows of `edition`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_digest(self, slot: Slot, masthead: Masthead, *, now: datetime) -> Edition:
        """The digest of a slot: opened, or as another run opened it. One that was published takes late readers in."""
        keys = {
            "list_id": slot.list_id,
            "cadence": slot.cadence.value,
            "time_zone": slot.time_zone,
            "day": slot.day.isoformat(),
            "hour": slot.hour,
        }
        return await self._open(EditionKind.DIGEST, keys, {"due_at": slot.due_at, "development": 1}, masthead, now=now)

    async def open_alert(
        self, list_id: int, story_id: int, masthead: Masthead, *, development: int = 1, now: datetime
    ) -> Edition:
        """The alert of a story's development: opened, or as another run opened it."""
        keys = {"list_id": list_id, "story_id": story_id, "development": development}
        return await self._open(EditionKind.ALERT, keys, {}, masthead, now=now)

    async def published(self, edition_id: int, now: datetime) -> None:
        """It is complete and changes no more."""
        await self._connection.execute(
            update(edition)
            .where(edition.c.id == edition_id)
            .values(state=EditionState.PUBLISHED.value, published_at=now)
        )

    async def publishing(self) -> list[Edition]:
        """Editions that were begun and not finished."""
        rows = await self._connection.execute(
            select(edition).where(edition.c.state == EditionState.PUBLISHING.value).order_by(edition.c.id)
        )
        return [edition_of(row) for row in rows]

    async def told_since(self, list_id: int, *kinds: EditionKind, after: datetime) -> set[int]:
        """Ids of the stories that editions of these kinds tell which a list published after `after`: those anybody may read."""
        told = (
            select(edition_story.c.story_id)
            .join(edition, edition.c.id == edition_story.c.edition_id)
            .where(
                edition.c.list_id == list_id,
                edition.c.kind.in_([kind.value for kind in kinds]),
                edition.c.published_at > after,
            )
        )
        return set(await self._connection.scalars(told))

    async def late(self, *, due_after: datetime, late_after: timedelta) -> list[Edition]:
        """Digests due after `due_after` that were published later than `late_after` past their slot."""
        rows = await self._connection.execute(
            select(edition)
            .where(edition.c.due_at > due_after, edition.c.published_at > edition.c.due_at)
            .order_by(edition.c.id)
        )
        found = [edition_of(row) for row in rows]
        return [each for each in found if each.slot and each.published_at - each.slot.due_at > late_after]

    async def recent(self, limit: int) -> list[Edition]:
        """The editions opened last, the newest first."""
        rows = await self._connection.execute(select(edition).order_by(edition.c.id.desc()).limit(limit))
        return [edition_of(row) for row in rows]

    async def _open(
        self, kind: EditionKind, keys: dict[str, Any], more: dict[str, Any], masthead: Masthead, *, now: datetime
    ) -> Edition:
        await self._connection.execute(
            insert_or_ignore(self._connection, edition).values(
                **keys,
                **more,
                kind=kind.value,
                state=EditionState.PUBLISHING.value,
                masthead=masthead_as_json(masthead),
                published_at=now,
            )
        )
        conditions = [edition.c[name] == value for name, value in keys.items()]
        return edition_of((await self._connection.execute(select(edition).where(*conditions))).one())


def edition_of(row: Row[Any]) -> Edition:
    """One row as an edition."""
    slot = None
    if row.cadence is not None:
        slot = Slot(
            list_id=row.list_id,
            cadence=Cadence(row.cadence),
            time_zone=row.time_zone,
            day=date.fromisoformat(row.day),
            hour=row.hour,
            due_at=row.due_at,
        )
    return Edition(
        id=row.id,
        list_id=row.list_id,
        kind=EditionKind(row.kind),
        state=EditionState(row.state),
        masthead=masthead_from_json(row.masthead),
        published_at=row.published_at,
        slot=slot,
        story_id=row.story_id,
        development=row.development,
    )
