"""Envelope → Attempt: one mail past the outbox, over the relay of the settings; nothing is kept of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.app.relays import relay_of
from dispatcher.model import Attempt, DeliveryState, Intent
from dispatcher.transport import Envelope, FolderRelay, send


async def send_one(app: App, envelope: Envelope, *, now: datetime) -> tuple[bool, str]:
    """Send it; returns whether a server took it, and what was said."""
    relay = relay_of(app)
    if not isinstance(relay, FolderRelay):
        relay = replace(relay, connections=1)
    ledger = _NoLedger()
    report = await send(_only(envelope), relay=relay, ledger=ledger, now=lambda: now)
    if ledger.attempt is None:
        return False, report.unreachable or "it was not tried"
    return ledger.attempt.state is DeliveryState.SENT, ledger.attempt.reason


async def _only(envelope: Envelope) -> AsyncIterator[Envelope]:
    yield envelope


class _NoLedger:
    """Remembers what came of the one mail, as long as the call lasts."""

    def __init__(self) -> None:
        self.attempt: Attempt | None = None

    async def turn(self, settle: Attempt | None, intend: Intent | None) -> bool:  # noqa: ARG002 - as Ledger has it
        self.attempt = settle or self.attempt
        return True
