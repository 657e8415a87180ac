"""
A sender process: opens the workspace as the program does, and runs the use case until nothing is left to send.

It stands in a module of its own because it is killed: what happens to it happens to no test.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from dispatcher import clock, log
from dispatcher.app import send
from dispatcher.app.bootstrap import App, bootstrap
from dispatcher.db import sending
from dispatcher.model import DeliveryState

UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SENDING, DeliveryState.IN_DOUBT)
LOOKS_AGAIN_AFTER = 0.05  # seconds; the service's tick would be longer


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What one sender process is told."""

    root: Path
    url: str
    lease_for: timedelta | None = None  # null: as the program has it
    mutant: bool = False

    def run(self, told: Connection) -> None:
        """Say that the workspace is open; send until the outbox is empty, or somebody kills us."""
        log.configure(level="error")
        if self.lease_for is not None:
            sending.LEASE_FOR, sending.RENEWED_EVERY = self.lease_for, self.lease_for / 3
        if self.mutant:
            from tests.journeys.kills.mutant import mutate

            mutate()
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._send_all(told))

    async def _send_all(self, told: Connection) -> None:
        async with bootstrap(self.root, environ={"DISPATCHER_DATABASE__URL": self.url}) as app:
            told.send("open")
            while True:
                report = await send.run(app, now=clock.now(), clock=clock.now)
                if report.unreachable and "paused" in report.unreachable:
                    raise SystemExit(report.unreachable)
                if not await left(app):
                    return
                await asyncio.sleep(LOOKS_AGAIN_AFTER)


async def left(app: App) -> int:
    """How many deliveries are not at their end."""
    async with app.db.reading() as tx:
        counts = await tx.outbox.counts()
    return sum(counts[state.value] for state in UNDER_WAY)


def _loop_factory():
    """As the command line runs: on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
