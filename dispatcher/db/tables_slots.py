"""The schema of slots that passed without an edition, because nobody could publish it in time."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from dispatcher.db.tables import metadata
from dispatcher.db.types import Moment

skipped_slot = Table(
    "skipped_slot",
    metadata,
    Column("list_id", ForeignKey("list.id", ondelete="CASCADE"), primary_key=True),
    Column("cadence", String(12), primary_key=True),
    Column("time_zone", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("skipped_at", Moment, nullable=False),  # when it was first seen to be too late
    Column("readers", Integer, nullable=False),  # whose digest it was to be
)
