"""
Locks of a SQLite workspace, which the system drops when their holder dies: one `run`, and one sender.

PostgreSQL needs neither: there leases and unique rows keep several processes apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatcher.errors import StorageError
from dispatcher.paths import Workspace


@contextmanager
def only_run(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace while the service runs. Raises StorageError when another `run` holds it, naming its process."""
    with held(workspace.lock) as holder:
        if holder is not None:
            raise StorageError(
                f"another `dispatcher run` (process {holder}) is at work in this workspace",
                place=str(workspace.root),
                remedy="stop that one first, or use another workspace",
            )
        yield


@contextmanager
def held(path: Path) -> Iterator[str | None]:
    """
    Hold a lock file: yields None when it is ours, else who holds it.

    Where the system has no `flock` it is always ours. Raises StorageError when the file cannot be written.
    """
    try:
        import fcntl
    except ImportError:
        yield None
        return
    try:
        file = path.open("a+")
    except OSError as error:
        raise StorageError(
            f"the lock file cannot be written ({error.strerror})",
            place=str(path),
            remedy="run as a user who may write to the workspace",
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            yield file.read().strip() or "unknown"
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield None
