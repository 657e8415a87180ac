"""
The server that the truth comes from: a process of its own, slow by turns, whose log is written before it answers.

What it accepts stands in the log whether or not anybody is there to hear of it. Of the bodies whose sender is gone before that moment it
forgets half, as servers do: a sender that takes such a body for sent loses it, one that sends it again may repeat it.
"""

from __future__ import annotations

import asyncio
import random
import signal
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.fakes.smtp import FaultServer, _Over

STEPPED = ("8BITMIME", "SIZE 10485760")
PIPELINED = ("PIPELINING", *STEPPED)
_reader: ContextVar[asyncio.StreamReader] = ContextVar("_reader")


@dataclass
class Sink(FaultServer):
    """`most_wait` seconds at most before a body is accepted, and again between that and the reply."""

    most_wait: float = 0.02
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _reader.set(reader)
        await super()._serve(reader, writer)

    async def _accept(self, *body: Any) -> None:
        await asyncio.sleep(self._random.uniform(0, self.most_wait))
        if _reader.get().at_eof() and self._random.random() < 0.5:
            raise _Over
        await super()._accept(*body)
        self.accepted.clear()
        self.lines.clear()
        await asyncio.sleep(self._random.uniform(0, self.most_wait))


def serve(told: Connection, log: Path, offers: tuple[str, ...], most_wait: float, seed: int) -> None:
    """Run a sink until SIGTERM; its port is told first."""

    async def run() -> None:
        over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
        async with Sink(offers=offers, log=log, most_wait=most_wait, seed=seed) as server:
            told.send(server.port)
            await over.wait()

    asyncio.run(run())
