"""Schema ⇄ revisions: Alembic, run from the package, on the connection we hold."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dispatcher.errors import StorageError

HEAD = "0004"  # the newest revision; a test holds it to the files
_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, to: str, place: str) -> None:
    """
    Bring the schema to a revision (`head`, `base`, or a number), forwards or backwards.

    Raises StorageError when the database was made by a newer version.
    """
    current = _revision(connection)
    if to == "head" and current == HEAD:
        return  # the usual start, without loading Alembic
    if current is not None and current > HEAD:
        raise StorageError(
            f"the database is at revision {current}, this program knows up to {HEAD}",
            place=place,
            remedy="use the newer version of the program again, or restore a backup of before the upgrade",
        )
    _run(connection, to, backwards=to == "base" or (current is not None and to < current))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _run(connection: Connection, to: str, *, backwards: bool) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    (command.downgrade if backwards else command.upgrade)(config, to)
