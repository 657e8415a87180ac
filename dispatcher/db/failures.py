"""Driver errors → StorageError: what is wrong with the database, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from dispatcher.errors import StorageError

_REMEDIES = (
    ("readonly", "the database is read-only", "make the file and its folder writable for this user"),
    ("read-only", "the database is read-only", "give this user the right to write"),
    ("unable to open", "the database cannot be opened", "check that its folder exists and this user may write there"),
    ("not a database", "the file is no database, or it is damaged", "restore a backup, or move the file away"),
    ("malformed", "the database is damaged", "restore a backup"),
    ("disk is full", "the disk is full", "make room; nothing was lost"),
    ("disk i/o", "the disk cannot be written", "check the disk; nothing was half-written"),
    ("locked", "another process holds the database", "end the other process, or wait for it"),
    ("password authentication", "the database refuses the password", "check user and password in [database] url"),
    ("does not exist", "the database does not exist there", "create it, or correct [database] url"),
    ("no such table", "the database has another schema", "run `dispatcher apply` with this version"),
    ("connection", "the database server cannot be reached", "check that it runs, and [database] url"),
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """
    Turn what the driver says about the database's state into StorageError.

    Errors of our own statements (a violated constraint, wrong SQL) are bugs and pass as they are.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, InterfaceError) as error:
        if isinstance(error, ProgrammingError) and "does not exist" not in str(error.orig):
            raise
        raise _storage_error(error.orig, place) from error
    except OSError as error:
        raise _unreachable(error, place) from error


@contextmanager
def translated_of(driver: ModuleType, place: str) -> Iterator[None]:
    """The same for a driver (PEP 249) that is used without SQLAlchemy."""
    try:
        yield
    except (driver.IntegrityError, driver.DataError):
        raise
    except driver.Error as error:
        if isinstance(error, driver.ProgrammingError) and "does not exist" not in str(error):
            raise
        raise _storage_error(error, place) from error
    except OSError as error:
        raise _unreachable(error, place) from error


def _unreachable(error: OSError, place: str) -> StorageError:
    return StorageError(
        f"the database cannot be reached ({error.strerror or error})", place=place, remedy="check [database] url"
    )


def _storage_error(error: BaseException | None, place: str) -> StorageError:
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    for sign, problem, remedy in _REMEDIES:
        if sign in said.lower():
            return StorageError(f"{problem} ({said})", place=place, remedy=remedy)
    return StorageError(said, place=place, remedy="check the database and [database] url")
