"""The few forms of statement that the two databases spell differently, and batches that fit both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
AT_ONCE = 5_000  # values in one IN list; SQLite takes 32,766 parameters


def insert_or_ignore(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves rows alone which a unique key already holds."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def in_batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """`values` in lists of at most `size`; nothing for nothing."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
