"""
A slow and lossy way to a server on loopback: a process between a client and the server that delays, loses, and cuts.

What a client sent lies on the way for a while. When the client is gone by then, half of it never arrives, as with a network or a machine
that dies with its sender. Where `cuts` is set, a connection is cut at the moment that leaves its client in doubt: the final dot is
lost, or the reply to it is.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

_PIECE = 1 << 16
PROCESSES = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, kw_only=True)
class Way:
    """How bad it is."""

    port: int  # of the server
    most_wait: float = 0.02  # seconds that each piece lies on it at most
    cuts: float = 0.0  # the share of bodies that end in a cut
    seed: int = 1


@contextmanager
def delay_proxy(way: Way) -> Iterator[int]:
    """The way until the block ends; yields the port where it begins."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_serve, args=(theirs, way), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection, way: Way) -> None:
    chance = random.Random(way.seed)

    async def run() -> None:
        over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)

        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                await _Passage(way, chance, reader, writer).run()

        server = await asyncio.start_server(accepted, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await over.wait()

    asyncio.run(run())


class _Passage:
    """One connection, both ways."""

    def __init__(
        self, way: Way, chance: random.Random, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._way = way
        self._chance = chance
        self._reader = reader
        self._writer = writer
        self._last = b""  # what the client sent last
        self._loses_reply = False

    async def run(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._way.port)
        there = asyncio.create_task(self._there(writer))
        back = asyncio.create_task(self._back(reader))
        try:
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (there, back):
                each.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            for each in (writer, self._writer):
                each.close()

    async def _there(self, writer: asyncio.StreamWriter) -> None:
        while piece := await self._reader.read(_PIECE):
            await asyncio.sleep(self._chance.uniform(0, self._way.most_wait))
            if self._reader.at_eof() and self._chance.random() < 0.5:
                return
            self._last = (self._last + piece)[-5:]
            if b"\r\n.\r\n" in self._last + piece and self._chance.random() < self._way.cuts:
                if self._chance.random() < 0.5:
                    dot = piece.rfind(b".\r\n")
                    writer.write(piece[: max(0, dot)])
                    await writer.drain()
                    return
                self._loses_reply = True
            writer.write(piece)
            await writer.drain()

    async def _back(self, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(_PIECE):
            if self._loses_reply and b"queued as" in piece:
                return
            await asyncio.sleep(self._chance.uniform(0, self._way.most_wait))
            self._writer.write(piece)
            await self._writer.drain()
