"""Ours: outbox → sent, as the program does it. `python -m tests.benchmarks.peers.by_dispatcher WORKSPACE MESSAGES`."""

from __future__ import annotations

import sys
from pathlib import Path

from dispatcher import clock, log
from dispatcher.app import send
from dispatcher.app.bootstrap import bootstrap
from tests.benchmarks.peers.measure import measured


async def main(root: Path, messages: int) -> None:
    """Send all that is queued; the ledger must call every one of them sent."""
    async with bootstrap(root, environ={}) as app:
        with measured(messages):
            report = await send.run(app, now=clock.now(), clock=clock.now)
        async with app.db.reading() as tx:
            counts = await tx.outbox.counts()
        assert counts["sent"] == messages, (report, counts)


if __name__ == "__main__":
    log.configure(level="error")
    import uvloop

    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
