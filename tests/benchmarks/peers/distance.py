"""
A proxy that is far away: every byte arrives a fixed time after it was sent, each way, as many at once as anybody likes.

`python -m tests.benchmarks.peers.distance PORT SECONDS` prints its own port. A connection is there at once (no time for TCP's own greeting),
which favours those who open one for every message.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from contextlib import suppress

import uvloop


class Way(asyncio.Protocol):
    """One end of a connection; what comes in here leaves through the other end later."""

    def __init__(self, later: float) -> None:
        self._later = later
        self._loop = asyncio.get_running_loop()
        self._under_way: deque[tuple[float, bytes | None]] = deque()
        self.transport: asyncio.Transport | None = None
        self.other: Way | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._sent(data)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, _error: Exception | None) -> None:
        self._sent(None)

    def _sent(self, data: bytes | None) -> None:
        self._under_way.append((self._loop.time() + self._later, data))
        if len(self._under_way) == 1:
            self._loop.call_later(self._later, self._arrive)

    def _arrive(self) -> None:
        """Let go of all whose time has come; in the order of their sending, whatever a timer's grain."""
        now = self._loop.time()
        while self._under_way and self._under_way[0][0] <= now + 0.0005:
            _, data = self._under_way.popleft()
            transport = self.other.transport if self.other else None
            if data is None:
                if transport is not None:
                    transport.close()
            elif transport is not None and not transport.is_closing():
                transport.write(data)
        if self._under_way:
            self._loop.call_later(self._under_way[0][0] - now, self._arrive)


class Door(Way):
    """The end that faces the sender: the server is dialled when somebody comes."""

    def __init__(self, port: int, later: float) -> None:
        super().__init__(later)
        self._port = port

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        transport.pause_reading()  # until there is somebody to hear it
        self._dialling = self._loop.create_task(self._dial(transport))

    async def _dial(self, transport: asyncio.Transport) -> None:
        behind = Way(self._later)
        behind.other, self.other = self, behind
        try:
            await self._loop.create_connection(lambda: behind, "127.0.0.1", self._port)
        except OSError:
            transport.close()
        else:
            transport.resume_reading()


async def main(port: int, later: float) -> None:
    """Stand between until we are killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(port, later), "127.0.0.1", 0, backlog=200)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        uvloop.run(main(int(sys.argv[1]), float(sys.argv[2])))
