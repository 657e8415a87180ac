"""Envelopes to send, and the shortest way to send them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dispatcher.transport import Envelope, FolderRelay, Ledger, Relay, SendReport, Timeouts, send

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHORT = Timeouts(connect=0.3, command=0.3, data=0.3, body=0.3, reply=0.3, quit=0.1)
BODY = b"Subject: x\r\n\r\nHello\r\n.dot\r\n..\r\n" + b"x" * 60 + b"\r\n"
LARGE = b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 130_000  # more than two ends of a loopback connection hold
ENVELOPE = Envelope(
    delivery_id=1,
    sender="world@news.example.org",
    recipient="anna@example.org",
    data=BODY,
    attempts=0,
    not_after=NOON + timedelta(hours=4),
)


def envelope(number: int, **changes: Any) -> Envelope:
    """The envelope of delivery `number`, to a recipient of its own."""
    return replace(ENVELOPE, delivery_id=number, **({"recipient": f"reader{number}@example.org"} | changes))


async def sent_to(
    port: int, ledger: Ledger, envelopes: Iterable[Envelope], *, stop: asyncio.Event | None = None, **relay: Any
) -> SendReport:
    """Send these to a server on loopback, over one connection with short timeouts unless told otherwise."""
    options = {"tls": "none", "connections": 1, "timeouts": SHORT} | relay
    return await send(
        one_by_one(envelopes),
        relay=Relay(host=options.pop("host", "127.0.0.1"), port=port, **options),
        ledger=ledger,
        now=lambda: NOON,
        stop=stop,
    )


async def written_to(relay: FolderRelay, ledger: Ledger, envelopes: Iterable[Envelope]) -> SendReport:
    """Write these to a folder."""
    return await send(one_by_one(envelopes), relay=relay, ledger=ledger, now=lambda: NOON)


async def one_by_one(envelopes: Iterable[Envelope]) -> AsyncIterator[Envelope]:
    """As an outbox hands them out."""
    for each in envelopes:
        yield each
