"""
The product under a simulated clock: a process that takes one moment a line, runs every stage at it, and answers with its reports.

It keeps nothing of its own, so it can be killed anywhere and started again. Run as `python -m tests.journeys.replay.driver WORKSPACE`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from dispatcher import log
from dispatcher.app import group, poll, publish, send, write
from dispatcher.app.bootstrap import App, bootstrap


async def main(workspace: Path) -> None:
    """Answer every moment read from stdin until it closes."""
    log.configure(as_json=True)
    async with bootstrap(workspace, environ={}) as app:
        print(json.dumps({"ready": True}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await step(app, datetime.fromisoformat(line.strip()))), flush=True)


async def step(app: App, now: datetime) -> dict[str, object]:
    """One look at everything that is due, as the ticks of the service take it."""
    reports = {
        "poll": await poll.run(app, now=now),
        "group": await group.run(app, now=now),
        "write": await write.run(app, now=now),
        "publish": await publish.run(app, now=now),
        "send": await send.run(app, now=now),
    }
    return {name: report.as_dict() for name, report in reports.items()}


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
