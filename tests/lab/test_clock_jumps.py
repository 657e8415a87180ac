"""The service on a clock that jumps by an hour while it runs, over the night on which Berlin's clocks go back: one edition a local day."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatcher.app import group
from dispatcher.db import Database
from tests.fakes.command_line import clean_environ
from tests.fakes.house import QUAKE, bring, house
from tests.fakes.people import ANNA
from tests.lab import judges

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
WITHIN = 60  # seconds of real time for what is to happen; a tick comes every five
NEWS = {
    24: QUAKE,
    25: (
        ("herald", "Velmora dockers walk out", "Dockers in Velmora walked out over pay, their union said on Friday."),
        ("courier", "Dockers strike closes Velmora port", "The port of Velmora closed when dockers went on strike."),
    ),
    26: (
        ("gazette", "Velmora elects a mayor", "Ilse Tarn won the mayoral vote in Velmora on Sunday, officials said."),
        ("wire", "Tarn wins vote in Velmora", "Officials said that Ilse Tarn was elected mayor of Velmora on Sunday."),
    ),
}


def library() -> Path:
    judges.command("faketime")
    found = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        judges.missing("libfaketimeMT.so.1 is not installed")
    return found[0]


class Wall:
    """The clock that the service sees: the real one, and a number of seconds that may be changed at any time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.offset = 0.0

    def show(self, moment: datetime) -> None:
        self._set(moment.timestamp() - time.time())

    def jump(self, by: timedelta) -> None:
        self._set(self.offset + by.total_seconds())

    def _set(self, offset: float) -> None:
        self.offset = offset
        half = self.file.with_suffix(".part")
        half.write_text(f"{offset:+.0f}\n")
        half.replace(self.file)

    def environ(self, preload: Path) -> dict[str, str]:
        # Durations are measured by the steady clock, which no jump of the wall's touches.
        return {
            "LD_PRELOAD": str(preload),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


def local(day: int, hour: int, minute: int = 0, second: int = 0, *, fold: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, second, tzinfo=BERLIN, fold=fold)


@pytest.fixture
def url(tmp_path):
    """A reader whose hour is two, which comes twice on the 25th, and news for three days."""
    url = f"sqlite:///{tmp_path / 'dispatcher.db'}"
    asyncio.run(prepared(tmp_path, url))
    return url


async def prepared(folder: Path, url: str) -> None:
    async with house(folder, url) as app:
        async with app.db.transaction() as tx:
            world = await tx.lists.by_name("world")
            reader = replace(ANNA, hour=2, time_zone="Europe/Berlin", next_edition_at=local(24, 2))
            await tx.subscriptions.join(world.id, [reader], now=local(23, 12))
        for day, told in NEWS.items():
            for outlet, title, text in told:
                await bring(app, outlet, title, text, now=local(day, 0))
            await group.run(app, now=local(day, 0))


@contextmanager
def publishing(folder: Path, wall: Wall):
    """`dispatcher run --only publish` on that clock; its log is in a file."""
    log = folder / "log"
    with log.open("wb") as written:
        running = subprocess.Popen(
            [sys.executable, "-m", "dispatcher", "run", "--only", "publish"],
            cwd=folder,
            env=clean_environ() | wall.environ(library()) | {"DISPATCHER_LOG__FORM": "json"},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        yield log
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0, log.read_text()
    finally:
        running.kill()
        running.wait()


def published(url: str) -> list[tuple[int, int]]:
    """(day of October, deliveries) of every edition, in order."""
    return asyncio.run(_published(url))


async def _published(url: str) -> list[tuple[int, int]]:
    database = await Database.open(url)
    try:
        async with database.reading() as tx:
            editions = sorted(await tx.editions.recent(100), key=lambda each: each.id)
            return [(each.slot.day.day, sum((await tx.archive.states(each.id)).values())) for each in editions]
    finally:
        await database.close()


def until(url: str, expected: list[tuple[int, int]], log: Path) -> None:
    end = time.monotonic() + WITHIN
    while time.monotonic() < end and published(url) != expected:
        time.sleep(0.3)
    assert published(url) == expected, log.read_text()[-3000:]


def seen_to_jump(log: Path, times: int) -> None:
    """The service saw its clock jump so often, and looked at what is due since."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end and log.read_text().count("clock.jumped") < times:
        time.sleep(0.2)
    assert log.read_text().count("clock.jumped") >= times, log.read_text()[-3000:]
    time.sleep(1)


def test_no_edition_comes_twice_and_none_is_lost_while_the_clock_jumps(tmp_path, url):
    wall = Wall(tmp_path / "wall")
    wall.show(local(24, 1, 59, 50))
    jumps = 0
    with publishing(tmp_path, wall) as log:
        until(url, [(24, 1)], log)
        for by in (-HOUR, HOUR):  # its hour comes again, and again
            wall.jump(by)
            jumps += 1
            seen_to_jump(log, jumps)
        assert published(url) == [(24, 1)]

        wall.show(local(25, 1, 59, 50))  # the first of that night's two
        until(url, [(24, 1), (25, 1)], log)
        jumps = log.read_text().count("clock.jumped")
        wall.show(local(25, 2, 0, 1, fold=1))  # the second: an hour on, and the same on the wall
        seen_to_jump(log, jumps + 1)
        wall.jump(-HOUR)
        seen_to_jump(log, jumps + 2)
        assert published(url) == [(24, 1), (25, 1)]

        wall.show(local(26, 1, 30))
        seen_to_jump(log, jumps + 3)
        assert published(url) == [(24, 1), (25, 1)]
        wall.jump(HOUR)  # over the hour
        until(url, [(24, 1), (25, 1), (26, 1)], log)
        wall.jump(-HOUR)
        seen_to_jump(log, jumps + 5)
        assert published(url) == [(24, 1), (25, 1), (26, 1)]
    assert "Traceback" not in log.read_text()
    assert os.environ.get("LD_PRELOAD") is None
