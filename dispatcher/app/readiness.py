"""
What keeps mail from going out now → reasons, for whoever watches `/readyz`.

Cheap: a look is shared by everybody who asks within a few seconds. It tells strangers nothing: no address, no path, no server's words.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from dispatcher import clock
from dispatcher.app import reached
from dispatcher.app.bootstrap import App
from dispatcher.errors import StorageError

ANSWERS_WITHIN = 5.0  # seconds; a database that takes longer is not one to send from
SHARED_FOR = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that keeps mail from going out."""

    what: str  # database, relay or sending
    why: str


async def look(app: App, *, now: datetime) -> tuple[Reason, ...]:
    """Every reason; none when all is well."""
    if app.readiness is not None and clock.monotonic() - app.readiness[0] < SHARED_FOR:
        return app.readiness[1]
    reasons = tuple(await _look(app, now=now))
    app.readiness = clock.monotonic(), reasons
    return reasons


async def _look(app: App, *, now: datetime) -> list[Reason]:
    # What a tick of this process met counts until it works again: a probe that writes one value finds room where a batch does not.
    found = [Reason("database", _without_words(problem)) for problem in dict.fromkeys(app.failing.values())]
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            async with app.db.transaction() as tx:
                await tx.instance.put("probed_at", now.isoformat())
            async with app.db.reading() as tx:
                stops = Counter(each.kind for each in await tx.stops.all())
                unreachable = await reached.read(tx)
                waits = await tx.by_hand.waits(now)
    except StorageError as error:
        return found or [Reason("database", _without_words(error.problem))]
    except TimeoutError:
        return [*found, Reason("database", "it does not answer in time")]
    if unreachable is not None and waits:
        found.append(Reason("relay", f"it was not reached since {unreachable.since:%Y-%m-%d %H:%M} UTC"))
    if stops["instance"]:
        found.append(Reason("sending", "it is paused until the operator resumes it"))
    found += [Reason("sending", f"{stops[kind]} stopped: {kind}") for kind in ("domain", "edition") if stops[kind]]
    return found


def _without_words(problem: str) -> str:
    """Our own words; those of a driver, in brackets behind them, may name hosts and people."""
    ours, bracket, _ = problem.partition(" (")
    return ours if bracket else "it cannot be used"
