"""What is stopped, and what waits for it → what the operator sees, pauses, releases and resumes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.db import StopKind

EVERYTHING = "everything"
logger = log.get()


async def listed(app: App) -> list[dict[str, Any]]:
    """Everything that is stopped, the oldest first, as plain values."""
    async with app.db.reading() as tx:
        return [
            {
                "what": EVERYTHING if each.kind == "instance" else each.kind,
                "which": each.key or None,
                "since": each.stopped_at,
                "waiting": await tx.stops.waiting(each.kind, each.key),
                "reason": each.reason,
            }
            for each in await tx.stops.all()
        ]


async def release(app: App, kind: StopKind, key: str, *, now: datetime) -> bool:
    """Send to a domain, or of an edition, again; False when it was not stopped."""
    async with app.db.transaction() as tx:
        released = await tx.stops.release(kind, key, now=now)
    if released:
        logger.info("stop.released", kind=kind, key=key)
    return released


async def waiting(app: App) -> dict[str, int]:
    """How many deliveries would be sent, by state, were everything resumed now."""
    from dispatcher.db import Choice

    async with app.db.reading() as tx:
        counts = await tx.by_hand.counts(Choice())
    return {state: counts[state] for state in ("queued", "deferred", "sending", "in doubt") if counts.get(state)}
