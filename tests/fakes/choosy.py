"""
A small honest SMTP server that answers each recipient as a function says: what a big mailbox does, in a few lines.

    async with ChoosyServer(lambda stage, recipient: "550 5.1.1 no" if stage == "RCPT" and … else None) as server: …

`answer(stage, recipient)` is asked at RCPT, DATA and dot; None is the usual answer. 421 closes the connection (RFC 5321 §3.8). `accepted` holds
the recipients whose message it took, in order; `asked` every (stage, recipient, reply).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

USUAL = {"RCPT": "250 2.1.5 Ok", "DATA": "354 Go ahead", "dot": "250 2.0.0 Ok: taken"}


@dataclass
class ChoosyServer:
    """An async context manager on a port of loopback; `slow` is how long it thinks about each message."""

    answer: Callable[[str, str], str | None] = lambda _stage, _recipient: None
    banner: str = "220 choosy.example.org ESMTP"
    port: int = 0
    slow: float = 0.0
    accepted: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    connections: int = 0

    async def __aenter__(self) -> Self:
        self._conversations: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        assert conversation
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        if not await self._say(writer, self.banner):
            return
        while line := await reader.readline():
            verb = line[:4].decode().upper()
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if verb in {"RCPT", "DATA"}:
                said = self._asked(verb, recipient)
                if not await self._say(writer, said):
                    return
                if said.startswith("354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    await self._think(recipient)
                    said = self._asked("dot", recipient)
                    if said.startswith("2"):
                        self.accepted.append(recipient)
                    if not await self._say(writer, said):
                        return
            elif verb == "QUIT":
                await self._say(writer, "221 2.0.0 Bye")
                return
            else:
                await self._say(writer, "250 Ok" if verb != "EHLO" else "250-choosy.example.org\r\n250 8BITMIME")

    async def _think(self, recipient: str) -> None:
        await asyncio.sleep(self.slow)

    def _asked(self, stage: str, recipient: str) -> str:
        said = self.answer(stage, recipient) or USUAL[stage]
        self.asked.append((stage, recipient, said))
        return said

    async def _say(self, writer: asyncio.StreamWriter, line: str) -> bool:
        """False when the server hangs up after it."""
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
        return line[:3] not in {"421", "554"} or not line.startswith(("421", self.banner))
