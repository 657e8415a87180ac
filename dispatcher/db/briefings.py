"""Briefing ⇄ rows: one per story version and language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import briefing
from dispatcher.model import Briefing, EarlierBriefing


class Briefings:
    """Rows of `briefing`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, story_id: int, version: int, written: Briefing, *, language: str, now: datetime) -> None:
        """Keep a briefing; one already kept for that version stays, so that what was told does not change."""
        await self._connection.execute(
            insert_or_ignore(self._connection, briefing).values(
                story_id=story_id,
                version=version,
                language=language,
                status=str(written.status),
                body=written.as_json(),
                written_at=now,
            )
        )

    async def latest(self, story_ids: Collection[int]) -> dict[int, tuple[int, Briefing]]:
        """Per story the newest version that was written, and its briefing."""
        newest: dict[int, tuple[int, Briefing]] = {}
        for batch in in_batches(story_ids):
            rows = await self._connection.execute(
                select(briefing).where(briefing.c.story_id.in_(batch)).order_by(briefing.c.version)
            )
            newest |= {row.story_id: (row.version, Briefing.from_json(row.body)) for row in rows}
        return newest

    async def at(self, story_id: int, version: int) -> tuple[int, Briefing] | None:
        """What stood written of a story at this version: that version or the newest one before it, and its briefing."""
        query = select(briefing).where(briefing.c.story_id == story_id, briefing.c.version <= version)
        row = (await self._connection.execute(query.order_by(briefing.c.version.desc()).limit(1))).one_or_none()
        return None if row is None else (row.version, Briefing.from_json(row.body))

    async def earlier(self, before: Mapping[int, int]) -> dict[int, list[EarlierBriefing]]:
        """Per story its briefings at versions lower than the one given, oldest first; a story without any has no entry."""
        found: dict[int, dict[int, EarlierBriefing]] = {}
        for batch in in_batches(before):
            rows = await self._connection.execute(
                select(briefing).where(briefing.c.story_id.in_(batch)).order_by(briefing.c.version, briefing.c.language)
            )
            for row in rows:
                if row.version < before[row.story_id]:
                    told = EarlierBriefing(row.version, row.written_at, Briefing.from_json(row.body))
                    found.setdefault(row.story_id, {}).setdefault(row.version, told)
        return {story_id: list(by_version.values()) for story_id, by_version in found.items()}
