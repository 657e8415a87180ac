"""
Database URL → engine: one dialect each, set up so that both keep the same promises.

SQLite: WAL, `synchronous=FULL`, foreign keys, and transactions that begin when we say so. PostgreSQL: psycopg 3 as it comes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dispatcher.errors import StorageError

WRITING = "dispatcher_writing"  # the execution option of connections that will write


def engine_for(url: str) -> AsyncEngine:
    """
    An engine for `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://…`; nothing is opened yet.

    Raises StorageError for a URL that cannot be used.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter: a port that is no number
        raise StorageError("the database URL cannot be read", place="[database] url", remedy=_FORMS) from error
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql" | "postgres":
            return create_async_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise StorageError(f"{parsed.drivername!r} is no database we know", place="[database] url", remedy=_FORMS)


def place_of(engine: AsyncEngine) -> str:
    """Where the database is, for messages: a file, or host and name, never a password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


_FORMS = 'write "sqlite:///dispatcher.db" or "postgresql://user@host/name"'


def _sqlite(url: URL) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise StorageError("a SQLite database needs a file", place="[database] url", remedy=_FORMS)
    folder = Path(url.database).absolute().parent
    if not folder.is_dir():
        raise StorageError("the database's folder does not exist", place=str(folder), remedy="create it")
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": 30})
    event.listen(engine.sync_engine, "connect", _connected)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _connected(connection: Any, _record: object) -> None:
    prepare_sqlite(connection)


def prepare_sqlite(connection: Any) -> None:
    """Set a new connection of SQLite's driver up as all of ours are."""
    # pysqlite opens a transaction only before DML; we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half-way would fail when another wrote meanwhile.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
