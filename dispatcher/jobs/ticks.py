"""
The scheduler only ticks: a few jobs on APScheduler that look at what is due.

Memory job store and UTC, because what is due lives in rows: a missed tick is made up for by the next one, and two of one kind never
run side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from dispatcher import clock, log

GRACE = timedelta(seconds=30)  # for what is under way when the service is told to stop
logger = log.get()


@dataclass(frozen=True, slots=True)
class Tick:
    """A look at what is due, taken at start and then every so often."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


async def tick(ticks: Sequence[Tick], *, stop: asyncio.Event, grace: timedelta = GRACE) -> None:
    """
    Run the ticks until `stop` is set; then wait for those under way, at most `grace`.

    A tick that raises is logged as `tick.failed` and comes again.
    """
    under_way: set[asyncio.Task[None]] = set()
    scheduler = AsyncIOScheduler(timezone=UTC)
    for each in ticks:
        scheduler.add_job(
            _logged,
            "interval",
            (each, under_way),
            id=each.name,
            seconds=each.every.total_seconds(),
            next_run_time=clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
    scheduler.start()
    try:
        await stop.wait()
    finally:
        scheduler.pause()
        if under_way:
            _, late = await asyncio.wait(set(under_way), timeout=grace.total_seconds())
            for task in late:
                logger.warning("tick.cut_short")
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        scheduler.shutdown(wait=False)


async def _logged(each: Tick, under_way: set[asyncio.Task[None]]) -> None:
    task = asyncio.ensure_future(_run(each))
    under_way.add(task)
    task.add_done_callback(under_way.discard)
    await asyncio.shield(task)


async def _run(each: Tick) -> None:
    try:
        await each.run()
    except Exception as error:
        logger.exception("tick.failed", tick=each.name, error=str(error))
