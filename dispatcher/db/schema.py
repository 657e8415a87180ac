"""All tables, in one metadata."""

from __future__ import annotations

from dispatcher.db import tables_mail, tables_people, tables_sending, tables_slots
from dispatcher.db.tables import metadata

__all__ = ["metadata", "tables_mail", "tables_people", "tables_sending", "tables_slots"]
