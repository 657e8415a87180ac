"""Envelopes to send, and the shortest way to send them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dispatcher.transport import Envelope, FolderRelay, Ledger, Relay, SendReport, Timeouts, send

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PATIENT = Timeouts(connect=10, command=10, data=10, body=10, reply=10, quit=5)  # on a machine that has much to do
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
    """Send these to a server on loopback, over one connection with timeouts for a busy machine unless told otherwise."""
    options = {"tls": "none", "connections": 1, "timeouts": PATIENT} | relay
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


def reader(recipient: str) -> int:
    """The number of an envelope's recipient."""
    return int(recipient.split("@", maxsplit=1)[0].removeprefix("reader"))


class Trickle:
    """An iterator that yields when it is told to; None ends it."""

    def __init__(self) -> None:
        self._given: asyncio.Queue[Envelope | None] = asyncio.Queue()

    def give(self, *numbers: int | None) -> None:
        for number in numbers:
            self._given.put_nowait(None if number is None else envelope(number))

    async def __aiter__(self) -> AsyncIterator[Envelope]:
        while (each := await self._given.get()) is not None:
            yield each


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it, but not for ever."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - of things that set no event
            await asyncio.sleep(0.005)
