"""
The service: a handful of ticks over the use cases, until told to stop.

What is due lives in rows, so the ticks know nothing: a restart, a changed clock or a missed tick need no special code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

from dispatcher import clock, log
from dispatcher.app import apply, group, mailboxes, notices, poll, publish, read, send, write
from dispatcher.app.bootstrap import App
from dispatcher.errors import StorageError, first_of_ours
from dispatcher.jobs.ticks import GRACE, Tick, tick

PARTS = ("poll", "write", "publish", "send", "bounce", "notice")  # `web` is the caller's
_TO_WRITE = timedelta(seconds=5)
logger = log.get()


async def serve(
    app: App,
    *,
    stop: asyncio.Event,
    only: Collection[str] = PARTS,
    beside: Sequence[Callable[[asyncio.Event], Awaitable[None]]] = (),
) -> None:
    """
    Run the parts named in `only` until `stop` is set, with what stands `beside` them (the web server).

    The caller holds the workspace's lock. On return nothing is left half-done: bodies under way were finished.
    """
    await apply.run(app, now=clock.now())
    if "notice" in only:
        await notices.run(app, now=clock.now())  # before publishing: what fell due while nobody ran is late
    logger.info("service.started", parts=sorted(only))
    async with asyncio.TaskGroup() as tasks:
        for other in beside:
            tasks.create_task(_beside(other, stop))
        await tick([each for each in ticks(app, stop) if each.name in only], stop=stop, grace=_grace(app))
    logger.info("service.stopped")


def _grace(app: App) -> timedelta:
    """Long enough for the bodies under way to have their `timeouts.stop`, and to be written down."""
    longest = max(each.timeouts.stop + each.timeouts.quit for each in (app.settings.smtp, *app.settings.relays))
    return max(GRACE, timedelta(seconds=longest) + _TO_WRITE)


def ticks(app: App, stop: asyncio.Event) -> tuple[Tick, ...]:
    """Which use case looks at what is due, and how often."""

    async def polled() -> None:
        await poll.run(app, now=clock.now())

    async def written() -> None:
        async with app.thinking:
            await group.run(app, now=clock.now())
            await read.run(app, now=clock.now())  # ends by itself: publishing waits for it
            await write.run(app, now=clock.now())

    async def published() -> None:
        async with app.thinking:
            await publish.run(app, now=clock.now())

    async def sent() -> None:
        await send.run(app, now=clock.now(), clock=clock.now, stop=stop)

    async def came_back() -> None:
        await mailboxes.run(app, now=clock.now())

    async def noticed() -> None:
        await notices.run(app, now=clock.now())

    looks = (
        ("poll", timedelta(seconds=15), polled),
        ("write", timedelta(seconds=5), written),
        ("publish", timedelta(seconds=5), published),
        ("send", timedelta(seconds=2), sent),
        ("bounce", timedelta(minutes=1), came_back),
        ("notice", timedelta(minutes=1), noticed),
    )
    return tuple(Tick(name, every, partial(_watched, app, name, run)) for name, every, run in looks)


async def _watched(app: App, name: str, run: Callable[[], Awaitable[None]]) -> None:
    """What a tick meets of the database is what `/readyz` tells, until it works again."""
    try:
        await run()
    except Exception as error:
        if isinstance(ours := first_of_ours(error), StorageError):
            app.failing[name] = ours.problem
        raise
    app.failing.pop(name, None)


async def _beside(run: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    try:
        await run(stop)
    finally:
        stop.set()  # without its pages the service is not whole: end, and let the supervisor start it again
