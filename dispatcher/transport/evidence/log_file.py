"""
A log file, with what was rotated away from it → lines, once forward from a moment on.

Rotated copies are found by their names (`mail.log.1`, `mail.log.2.gz`, `maillog-20261124`, `maillog.20261124-000000.gz`) and put in order
by when they were last written.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import IO, cast

from dispatcher.transport.evidence.lines import LostPlaceError
from dispatcher.transport.evidence.log_time import has_zone, moment
from dispatcher.transport.evidence.postfix_trail import STAMP

_CHUNK = 1 << 20  # bytes
_NEAR = 1 << 16  # bytes; from there on a search is no quicker than reading
_MARK = 64  # bytes before the place that must still be there: a file copied and cut may have grown past it
# Than the doubt: RFC 5321's 600 s for a reply, as long for a lease that was renewed meanwhile, and clocks that differ.
_EARLIER = timedelta(minutes=25)
_ZONELESS = timedelta(hours=26)  # the same where the zone must be guessed: no two are farther apart
_PACKED = (".gz", ".bz2", ".xz")


class LogFile:
    """Reads `path` from some time before `since`; what it gave once it does not give again."""

    def __init__(self, path: Path, *, since: datetime, zone: tzinfo) -> None:
        self._path = path
        self._since = since
        self._zone = zone
        self._place: tuple[int, int, bytes] | None = None  # inode, offset, what stands before it; null at first

    def more(self, *, now: datetime) -> Iterator[Sequence[bytes]]:
        """
        Whole lines that came since the last call; at first all from before `since` on.

        Raises LostPlaceError when the file was rotated meanwhile: read anew from the start. Raises OSError.
        """
        if self._place is None:
            yield from self._rotated(now)
        with self._path.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            if self._place is None:
                self._place = (inode, self._found(file, now), b"")
            _, offset, mark = self._place
            file.seek(offset - len(mark))
            if inode != self._place[0] or file.read(len(mark)) != mark:
                raise LostPlaceError
            for lines, size in _lines(file):
                offset += size
                yield lines
            file.seek(max(0, offset - _MARK))
            self._place = (inode, offset, file.read(min(_MARK, offset)))
        if self._path.stat().st_ino != inode:
            raise LostPlaceError

    def _rotated(self, now: datetime) -> Iterator[Sequence[bytes]]:
        """What stands in rotated copies, the oldest of those that are needed first."""
        needed: list[Path] = []
        if not self._reaches_back(self._path, now):
            for path in self._copies():
                needed.append(path)
                if self._reaches_back(path, now):
                    break
        for path in reversed(needed):
            size = path.stat().st_size
            with _opened(path) as file:
                if path == needed[-1] and path.suffix not in _PACKED:
                    file.seek(self._found(file, now))
                for lines, _ in _lines(file):
                    yield lines
            if path.stat().st_size != size:  # its writer was not yet told that it was rotated
                raise LostPlaceError

    def _copies(self) -> list[Path]:
        """The last written first."""
        name = self._path.name
        found = [
            path
            for path in self._path.parent.iterdir()
            if path.name.startswith((f"{name}.", f"{name}-")) and path.is_file()
        ]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)

    def _reaches_back(self, path: Path, now: datetime) -> bool:
        with _opened(path) as file:
            found = self._next_stamp(file, now)
        return found is not None and found[1]

    def _found(self, file: IO[bytes], now: datetime) -> int:
        """The offset of a line that was written before it matters, as near as a search comes; 0 when there is none."""
        low, high = 0, file.seek(0, os.SEEK_END)
        while high - low > _NEAR:
            middle = (low + high) // 2
            file.seek(middle)
            file.readline()  # the rest of a line
            found = self._next_stamp(file, now)
            if found is not None and found[1]:
                low = max(found[0], low + 1)
            else:
                high = middle
        if low:  # the search may have ended between two lines
            file.seek(low - 1)
            file.readline()
            return file.tell()
        return 0

    def _next_stamp(self, file: IO[bytes], now: datetime) -> tuple[int, bool] | None:
        """Offset of the next line with a stamp, and whether it was written before it matters."""
        for _ in range(1_000):
            offset, line = file.tell(), file.readline()
            if not line:
                return None
            stamp = STAMP.match(line)
            at = stamp and moment(stamp[0], zone=self._zone, now=now, second=True)
            if stamp and at:
                return offset, at <= self._since - (_EARLIER if has_zone(stamp[0]) else _ZONELESS)
        return None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Its bytes, unpacked."""
    with path.open("rb") as raw:
        match path.suffix:
            case ".gz":
                with gzip.open(raw) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            case ".bz2":
                with bz2.open(raw) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            case ".xz":
                with lzma.open(raw) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            case _:
                yield raw


def _lines(file: IO[bytes]) -> Iterator[tuple[list[bytes], int]]:
    """Whole lines in portions, and how many bytes they were; a last one without its end is left for later."""
    rest = b""
    while chunk := file.read(_CHUNK):
        whole, newline, last = (rest + chunk).rpartition(b"\n")
        if newline:
            yield whole.split(b"\n"), len(whole) + 1
        rest = last
