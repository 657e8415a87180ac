"""Ticks run at start and again, survive what they raise, and end in good order."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import structlog
from structlog.testing import capture_logs

from dispatcher.errors import StorageError
from dispatcher.jobs.ticks import Tick, tick

OFTEN, RARELY = timedelta(seconds=0.02), timedelta(hours=1)


def stop_after(seconds):
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    return stop


async def test_every_tick_runs_once_at_start_and_then_again():
    runs = {"often": 0, "rarely": 0}

    def counting(name):
        async def run():
            runs[name] += 1

        return run

    await tick(
        [Tick("often", OFTEN, counting("often")), Tick("rarely", RARELY, counting("rarely"))], stop=stop_after(0.2)
    )
    assert runs["rarely"] == 1
    assert runs["often"] >= 3


async def test_a_tick_that_raises_is_logged_with_its_name_and_comes_again():
    runs = 0

    async def fails():
        nonlocal runs
        runs += 1
        raise RuntimeError("no such table")

    structlog.reset_defaults()
    with capture_logs() as lines:
        await tick([Tick("poll", OFTEN, fails)], stop=stop_after(0.15))
    failed = [line for line in lines if line["event"] == "tick.failed"]
    assert runs >= 2
    assert len(failed) == runs
    assert (failed[0]["tick"], failed[0]["error"]) == ("poll", "no such table")


async def test_two_of_one_kind_never_run_side_by_side_and_nobody_is_told(caplog):
    side_by_side = most = 0

    async def slow():
        nonlocal side_by_side, most
        side_by_side += 1
        most = max(most, side_by_side)
        await asyncio.sleep(0.08)
        side_by_side -= 1

    with caplog.at_level(logging.WARNING):
        await tick([Tick("send", OFTEN, slow)], stop=stop_after(0.2))
    assert most == 1
    assert caplog.records == []


async def test_what_is_under_way_at_the_stop_is_finished():
    finished = asyncio.Event()

    async def slow():
        await asyncio.sleep(0.15)
        finished.set()

    await tick([Tick("send", RARELY, slow)], stop=stop_after(0.05))
    assert finished.is_set()


async def test_what_does_not_end_in_time_is_cancelled_and_named():
    cancelled = asyncio.Event()

    async def endless():
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    structlog.reset_defaults()
    with capture_logs() as lines:
        await tick([Tick("send", RARELY, endless)], stop=stop_after(0.05), grace=timedelta(seconds=0.05))
    assert cancelled.is_set()
    assert [line["tick"] for line in lines if line["event"] == "tick.cut_short"] == ["send"]


async def test_a_clock_set_back_by_an_hour_does_not_stop_the_ticks(monkeypatch):
    back = timedelta()

    class Moved(datetime):
        """The machine's clock, as the scheduler and we read it."""

        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - back

    for module in ("apscheduler.schedulers.base", "apscheduler.executors.base", "dispatcher.clock"):
        monkeypatch.setattr(f"{module}.datetime", Moved)
    runs = []

    async def run():
        runs.append(datetime.now(UTC))

    stop = stop_after(0.5)
    running = asyncio.create_task(tick([Tick("poll", OFTEN, run)], stop=stop, watch=timedelta(seconds=0.05)))
    await asyncio.sleep(0.1)
    back = timedelta(hours=1)
    moved_at = datetime.now(UTC)
    await running
    assert sum(1 for at in runs if at > moved_at + timedelta(seconds=0.1)) >= 3


async def test_an_error_of_ours_is_one_line_and_not_said_at_every_tick_and_its_end_is_told():
    turns = 0

    async def outage():
        nonlocal turns
        turns += 1
        if turns <= 4:
            raise ExceptionGroup("side by side", [StorageError("the database server cannot be reached")])

    structlog.reset_defaults()
    with capture_logs() as lines:
        await tick([Tick("send", OFTEN, outage)], stop=stop_after(0.4))
    said = [
        (line["event"], line.get("error"), "exc_info" in line) for line in lines if line["event"].startswith("tick")
    ]
    assert turns > 5
    assert said == [
        ("tick.failed", "the database server cannot be reached", False),
        ("tick.recovered", None, False),
    ]
