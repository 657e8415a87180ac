"""The witness's file: which database this workspace sends from, and how far it had come. Written whole or not at all, and durable."""

from __future__ import annotations

import errno
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dispatcher.errors import StorageError

_NOT_OFFERED = {errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}  # by some file systems


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """What the file says."""

    database: str  # the database's own name, made at random
    resumed: int  # how often sending was resumed by the operator
    generation: int = 0  # counted up by this workspace whenever it sends
    node: str = field(default_factory=lambda: secrets.token_hex(8))  # this workspace among those of one database


def read(path: Path) -> Witnessed | None:
    """
    What the file says; None when there is none.

    Raises StorageError when it cannot be read: what it would say may be what keeps a mail from being sent twice.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Witnessed(
            database=str(said["database"]),
            resumed=int(said["resumed"]),
            generation=int(said["generation"]),
            node=str(said["node"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(
            f"what was sent from here cannot be read ({error})",
            place=str(path),
            remedy="make it readable; or delete it, and see docs/how-to/restore.md",
        ) from error


def write(path: Path, witnessed: Witnessed, *, fresh: bool = False) -> None:
    """Write it; raises OSError, FileExistsError when it is to be a `fresh` one and there is one already."""
    path.parent.mkdir(exist_ok=True)
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # several processes may share a workspace
    try:
        with half.open("w", encoding="utf-8") as file:
            json.dump(asdict(witnessed), file)
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            _linked(half, path)
        else:
            half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    if os.name != "nt":  # the new name must be durable too; Windows cannot open folders and needs no such thing
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _NOT_OFFERED:
                raise
        finally:
            os.close(folder)


def _linked(half: Path, path: Path) -> None:
    """Unlike a rename it takes nobody's place. Shares and sticks know no second name of a file: there the name is taken first."""
    try:
        os.link(half, path)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
        path.touch(exist_ok=False)
        half.replace(path)
