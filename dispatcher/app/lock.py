"""One `run` per SQLite workspace: a lock that the system drops when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from dispatcher.errors import StorageError
from dispatcher.paths import Workspace


@contextmanager
def only_run(workspace: Workspace) -> Iterator[None]:
    """
    Hold the workspace's lock while the service runs.

    Raises StorageError when another `run` holds it, with that one's process id. Does nothing where the system has no
    `flock`.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        file = workspace.lock.open("a+")
    except OSError as error:
        raise StorageError(
            f"the lock file cannot be written ({error.strerror})",
            place=str(workspace.lock),
            remedy="run as a user who may write to the workspace",
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise StorageError(
                f"another `dispatcher run` (process {holder}) is at work in this workspace",
                place=str(workspace.root),
                remedy="stop that one first, or use another workspace",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
