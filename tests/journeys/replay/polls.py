"""The real polls: what 21 outlets served, at which moment, byte for byte."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Poll:
    """One answer of one outlet."""

    outlet: str
    at: datetime
    body: bytes


def shared(path: str) -> Path:
    """A file of the real cases; where they are absent the test is skipped, in CI it fails."""
    found = SHARED / path
    if not found.exists():
        reason = f"the real cases are absent: no {path} in ../shared/data"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def moment(stem: str) -> datetime:
    """`2020-05-14T055222p1200` as a moment in UTC."""
    text, sign, offset = stem[:17], stem[17], stem[18:]
    zone = timezone(timedelta(hours=int(offset[:2]), minutes=int(offset[2:])) * (1 if sign == "p" else -1))
    return datetime.strptime(text, "%Y-%m-%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


def read_polls() -> list[Poll]:
    """All polls in the order of time."""
    return sorted(_polls(), key=lambda poll: (poll.at, poll.outlet))


def _polls() -> Iterator[Poll]:
    with tarfile.open(shared("feeds/polls.tar.xz")) as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith(".xml"):
                continue
            path = Path(member.name)
            file = archive.extractfile(member)
            if file is not None:
                yield Poll(path.parent.name, moment(path.stem), file.read())
