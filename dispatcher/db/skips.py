"""Skipped slots ⇄ rows: editions that nobody could publish in time, and whose they were to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import insert_or_ignore
from dispatcher.db.tables_slots import skipped_slot
from dispatcher.model import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """What a list skipped lately."""

    list_id: int
    due_at: datetime  # the last of its slots
    readers: int  # of all of them


class Skips:
    """Rows of `skipped_slot`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, readers: Mapping[Slot, int], now: datetime) -> None:
        """Note slots as skipped; further readers of one that was noted before are added to it."""
        for slot, number in readers.items():
            keys = {
                "list_id": slot.list_id,
                "cadence": slot.cadence.value,
                "time_zone": slot.time_zone,
                "day": slot.day.isoformat(),
                "hour": slot.hour,
            }
            await self._connection.execute(
                insert_or_ignore(self._connection, skipped_slot).values(
                    **keys, due_at=slot.due_at, skipped_at=now, readers=0
                )
            )
            await self._connection.execute(
                update(skipped_slot)
                .where(*(skipped_slot.c[name] == value for name, value in keys.items()))
                .values(readers=skipped_slot.c.readers + number)
            )

    async def since(self, moment: datetime) -> list[Skipped]:
        """What was skipped after `moment`, by list."""
        rows = await self._connection.execute(
            select(
                skipped_slot.c.list_id,
                func.max(skipped_slot.c.due_at).label("due_at"),
                func.sum(skipped_slot.c.readers).label("readers"),
            )
            .where(skipped_slot.c.skipped_at > moment)
            .group_by(skipped_slot.c.list_id)
            .order_by(skipped_slot.c.list_id)
        )
        return [Skipped(list_id=row.list_id, due_at=row.due_at, readers=int(row.readers)) for row in rows]
