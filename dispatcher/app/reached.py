"""
Whether the relay can be reached, kept in the database: for whoever watches, in another process or after a restart.

Written when it changes, not at every tick.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.db import Transaction

_KEY = "unreachable"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No relay took anything since a moment, for a reason."""

    since: datetime
    reason: str


async def note(app: App, reason: str | None, *, now: datetime) -> None:
    """A run ended because the relay cannot be reached, for `reason`; or it reached it (None)."""
    if reason is None and app.relay_reached:
        return
    async with app.db.transaction() as tx:
        known = await read(tx)
        if reason is None:
            await tx.instance.put(_KEY, "")
        elif known is None or known.reason != reason:
            since = known.since if known else now
            await tx.instance.put(_KEY, json.dumps({"since": since.isoformat(), "reason": reason}))
    app.relay_reached = reason is None


async def read(tx: Transaction) -> Unreachable | None:
    """What was noted last; None when the relay was reached since, or never asked."""
    text = await tx.instance.get(_KEY)
    if not text:
        return None
    said = json.loads(text)
    return Unreachable(datetime.fromisoformat(said["since"]), said["reason"])
