"""
A fault server: a small honest SMTP server on loopback that misbehaves at one stage as told.

`faults[stage] = fault`, where a fault is a reply line, or CUT, HANG, GARBAGE. It keeps its own log of what it accepted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Self

CUT, HANG, GARBAGE = "cut", "hang", "garbage"
STAGES = ("banner", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot", "QUIT")


@dataclass
class FaultServer:
    """An async context manager; `accepted` holds (recipient, body) in order."""

    faults: dict[str, str] = field(default_factory=dict)
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    reached: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, _Over):
            pass
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        await self._say(writer, "banner", "220 fault.example.org ESMTP")
        while line := await reader.readline():
            verb = line[:4].upper().decode()
            match verb:
                case "EHLO" | "HELO":
                    await self._say(writer, "EHLO", "250-fault.example.org\r\n250 8BITMIME")
                case "MAIL":
                    await self._say(writer, "MAIL", "250 2.1.0 Ok")
                case "RCPT":
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                    await self._say(writer, "RCPT", "250 2.1.5 Ok")
                case "DATA":
                    await self._say(writer, "DATA", "354 Go ahead")
                    if self.faults.get("DATA", "3")[0] == "3":
                        await self._take(reader, writer, recipient)
                case "QUIT":
                    await self._say(writer, "QUIT", "221 2.0.0 Bye")
                    return
                case _:
                    await self._say(writer, "other", "250 2.0.0 Ok")

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: str) -> None:
        body = b""
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                raise _Over
            body += line
            if self.faults.get("body") == CUT:
                self.reached.append("body")
                raise _Over
            if self.faults.get("body") == HANG:
                await asyncio.sleep(30)
        if "dot" not in self.faults and "body" not in self.faults:
            self.accepted.append((recipient, body))
        await self._say(writer, "dot" if "dot" in self.faults else "body", "250 2.0.0 Ok: queued as 1")

    async def _say(self, writer: asyncio.StreamWriter, stage: str, usual: str) -> None:
        self.reached.append(stage)
        fault = self.faults.get(stage, usual)
        if fault == CUT:
            raise _Over
        if fault == HANG:
            await asyncio.sleep(30)
        writer.write(b"\x00\xff nonsense\r\n" if fault == GARBAGE else f"{fault}\r\n".encode())
        await writer.drain()
        if fault.startswith("421"):
            raise _Over


class _Over(Exception):  # noqa: N818 - not an error: the server's way to hang up
    """The conversation ends here."""
