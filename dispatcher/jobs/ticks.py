"""
The scheduler only ticks: a few jobs on APScheduler that look at what is due.

Memory job store and UTC, because what is due lives in rows: a missed tick is made up for by the next one, and two of one kind never
run side by side.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from dispatcher import clock, log
from dispatcher.errors import first_of_ours

GRACE = timedelta(seconds=30)  # for what is under way when the service is told to stop
WATCH = timedelta(seconds=5)  # between two looks at the wall clock
SAID_AGAIN_AFTER = timedelta(minutes=1)  # while a tick fails with the same error
JUMP = timedelta(seconds=5)  # more than any clock is slewed in that time
logger = log.get()


@dataclass(frozen=True, slots=True)
class Tick:
    """A look at what is due, taken at start and then every so often."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


async def tick(
    ticks: Sequence[Tick], *, stop: asyncio.Event, grace: timedelta = GRACE, watch: timedelta = WATCH
) -> None:
    """
    Run the ticks until `stop` is set; then wait for those under way, at most `grace`, and cancel what is left.

    A tick that raises is logged as `tick.failed` and comes again: an error of ours in one line, the same one once a minute. Every `watch`, a wall clock that was set is looked for.
    """
    # "Skipped: maximum number of running instances" is how a long tick is meant to be, and no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    under_way: set[asyncio.Task[None]] = set()
    failing = _Failing()
    scheduler = AsyncIOScheduler(timezone=UTC)
    for each in ticks:
        scheduler.add_job(
            _beside,
            "interval",
            (each, under_way, failing),
            id=each.name,
            seconds=each.every.total_seconds(),
            next_run_time=clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
    scheduler.start()
    try:
        await _until(stop, scheduler, watch=watch)
    finally:
        scheduler.pause()
        if under_way:
            _, late = await asyncio.wait(set(under_way), timeout=grace.total_seconds())
            for task in late:
                logger.warning("tick.cut_short", tick=task.get_name())
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        scheduler.shutdown(wait=False)


async def _until(stop: asyncio.Event, scheduler: AsyncIOScheduler, *, watch: timedelta) -> None:
    """Wait for `stop`. APScheduler plans by the wall clock: set back by an hour, it would sleep for an hour."""
    wall, steady = clock.now(), clock.monotonic()
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), watch.total_seconds())
        wall_now, steady_now = clock.now(), clock.monotonic()
        by = (wall_now - wall) - timedelta(seconds=steady_now - steady)
        if abs(by) > JUMP and not stop.is_set():
            logger.warning("clock.jumped", seconds=round(by.total_seconds()))
            for job in scheduler.get_jobs():
                job.modify(next_run_time=wall_now)
        wall, steady = wall_now, steady_now


@dataclass(slots=True)
class _Failing:
    """What ticks fail with, so that an outage of an hour is not said at every tick."""

    said: dict[str, tuple[str, float]] = field(default_factory=dict)  # tick → its error, and when it was said

    def fails(self, tick: str, error: str) -> None:
        known, said_at = self.said.get(tick, ("", 0.0))
        if known != error or clock.monotonic() - said_at >= SAID_AGAIN_AFTER.total_seconds():
            self.said[tick] = error, clock.monotonic()
            logger.error("tick.failed", tick=tick, error=error)

    def works(self, tick: str) -> None:
        if self.said.pop(tick, None):
            logger.info("tick.recovered", tick=tick)


async def _beside(each: Tick, under_way: set[asyncio.Task[None]], failing: _Failing) -> None:
    """A task of its own, so that the scheduler's end is not the tick's."""
    task = asyncio.create_task(_run(each, failing), name=each.name)
    under_way.add(task)
    task.add_done_callback(under_way.discard)
    await asyncio.shield(task)


async def _run(each: Tick, failing: _Failing) -> None:
    try:
        await each.run()
    except Exception as error:
        if (ours := first_of_ours(error)) is not None:
            failing.fails(each.name, str(ours))  # it says what is wrong and what to do: a traceback adds nothing
        else:
            logger.exception("tick.failed", tick=each.name, error=str(error))
    else:
        failing.works(each.name)
