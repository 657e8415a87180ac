"""
A fault server: a small honest SMTP server on loopback that misbehaves at one stage as told.

    async with FaultServer({"RCPT": "451 4.7.1 later"}) as server: …   # server.port, server.accepted

A fault is a reply line, or CUT, HANG, GARBAGE; `after` lets that many passes of the stage go well first, `times` says how often it
strikes then. It answers commands in turn however many come in one piece, and offers PIPELINING where `offers` says so. It unstuffs
dots, and keeps its own log of what it accepted: with `log`, a JSON line for each, written before the reply.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import socket
import ssl
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CUT, HANG, GARBAGE = "cut", "hang", "garbage"
PIPELINING = ("PIPELINING", "8BITMIME")
STAGES = ("banner", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot", "QUIT")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)
_GREAT = 64 * 1024 * 1024
_SMALL = 64 * 1024  # bytes of buffer on this side: what a large body has more than that stays with the sender


@dataclass
class FaultServer:
    """An async context manager; `accepted` holds (recipient, body) in order, also those whose reply a fault swallowed."""

    faults: Mapping[str, str] = field(default_factory=dict)
    after: int = 0
    times: int | None = None
    offers: tuple[str, ...] = ("8BITMIME", "SIZE 10485760")
    dies_after: int | None = (
        None  # messages: then it cuts every connection, this one's reply unsaid, and listens no more
    )
    slow: float = 0.0  # seconds before each reply to a body
    most: int | None = None  # connections at a time; the others are answered 421
    tls: ssl.SSLContext | None = None  # from the first byte
    log: Path | None = None
    lenient: bool = False  # DATA is answered 354 also where no recipient was taken
    keep: bool = True  # False: a fast sink, which faults nothing after 354 and forgets
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # every command, as it came
    empty: int = 0  # messages of a lone dot, where no recipient was taken
    reached: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    connections: int = 0
    open: int = 0

    async def __aenter__(self) -> Self:
        self._conversations: set[asyncio.Task[None]] = set()
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        # asyncio sees to it only for sockets that say they are of TCP; without, each reply waits for the last one's receipt.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        limit = _SMALL if self.keep else _GREAT
        self._server = await asyncio.start_server(self._serve, sock=listener, limit=limit, ssl=self.tls)
        self.port = listener.getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.hang_up()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    def hang_up(self) -> None:
        """Cut every connection."""
        for conversation in self._conversations:
            conversation.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        assert conversation
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)
        self.connections += 1
        self.open += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, _Over):
            pass
        finally:
            self.open -= 1
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.most is not None and self.open > self.most:
            await self._write(writer, b"421 4.7.0 too many connections\r\n")
            return
        recipient, mail = "", False
        await self._say(writer, "banner", "220 fault.example.org ESMTP")
        while line := await reader.readline():
            self.lines.append(line.decode().rstrip("\r\n"))
            verb = line[:4].upper().decode()
            answer = await self._say(writer, verb, self._usual(verb, mail=mail, recipient=recipient))
            taken = answer.startswith(("250", "354"))
            if verb == "QUIT":
                return
            if verb == "MAIL":
                mail = mail or taken
            elif verb == "RCPT" and taken:
                recipient = line.decode().partition("<")[2].partition(">")[0]
            elif verb == "DATA" and taken:
                await self._take(reader, writer, recipient)
            if verb == "RSET" or (verb == "DATA" and taken):
                recipient, mail = "", False

    def _usual(self, verb: str, *, mail: bool, recipient: str) -> str:
        if verb == "MAIL" and mail:
            return "503 5.5.1 nested MAIL command"  # as Postfix says
        if verb in {"RCPT", "DATA"} and not mail and not self.lenient:
            return "503 5.5.1 need MAIL command"
        if verb == "DATA" and not recipient and not self.lenient:
            return "554 5.5.1 no valid recipients"
        offers = ["fault.example.org", *self.offers]
        usual = {
            "EHLO": "\r\n".join(f"250{' ' if each is offers[-1] else '-'}{each}" for each in offers),
            "HELO": "250 fault.example.org",
            "MAIL": "250 2.1.0 Ok",
            "RCPT": "250 2.1.5 Ok",
            "DATA": "354 Go ahead",
            "RSET": "250 2.0.0 Ok",
            "QUIT": "221 2.0.0 Bye",
        }
        return usual.get(verb, "500 5.5.1 what?")

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: str) -> None:
        """A body: a fault of the stage `body` strikes at its first line, one of `dot` when all of it is here."""
        if not self.keep:
            await reader.readuntil(b"\r\n.\r\n")
            await self._write(writer, b"250 2.0.0 Ok: forgotten\r\n")
            return
        fault = self._fault("body")
        pieces = [await reader.readline()]
        if fault is not None:
            await self._misbehave(writer, fault)
        while pieces[-1] != b".\r\n":
            if not pieces[-1].endswith(b"\n"):
                raise _Over  # the sender cut it
            pieces.append(await reader.readline())
        if fault is not None:
            return  # refused already; the rest was read for courtesy
        body = b"".join(piece.removeprefix(b".") for piece in pieces[:-1])
        if not recipient:
            self.empty += 1
            assert body == b"", "a body for nobody"
            await self._write(writer, b"250 2.0.0 Ok: nothing queued\r\n")
            return
        await asyncio.sleep(self.slow)
        fault = self._fault("dot")
        if fault is None or fault in {CUT, HANG, GARBAGE}:
            await self._accept(recipient, body)
        if fault is None:
            await self._write(writer, b"250 2.0.0 Ok: queued as 1\r\n")
        else:
            await self._misbehave(writer, fault)

    async def _accept(self, recipient: str, body: bytes) -> None:
        self.taken += 1
        if self.keep:
            self.accepted.append((recipient, body))
        if self.log is not None:
            found = _MESSAGE_ID.search(body)
            line = {
                "recipient": recipient,
                "message_id": found[1].decode() if found else None,
                "sha256": hashlib.sha256(body).hexdigest(),
            }
            with self.log.open("a") as file:
                file.write(json.dumps(line) + "\n")
        if self.taken == self.dies_after:
            self._server.close()
            self.hang_up()
            raise _Over

    def _fault(self, stage: str) -> str | None:
        self.reached[stage] += 1
        if self.reached[stage] <= self.after or (
            self.times is not None and self.reached[stage] > self.after + self.times
        ):
            return None
        return self.faults.get(stage)

    async def _say(self, writer: asyncio.StreamWriter, stage: str, usual: str) -> str:
        fault = self._fault(stage)
        if fault is not None:
            await self._misbehave(writer, fault)
            return fault
        await self._write(writer, usual.encode() + b"\r\n")
        return usual

    async def _misbehave(self, writer: asyncio.StreamWriter, fault: str) -> None:
        if fault == CUT:
            raise _Over
        if fault == HANG:
            await asyncio.sleep(30)
            raise _Over
        await self._write(writer, b"\x00\xff nonsense\r\n" if fault == GARBAGE else fault.encode() + b"\r\n")
        if fault.startswith("421"):
            writer.write_eof()
            await asyncio.sleep(0.01)
            raise _Over

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(data)
        await writer.drain()


class _Over(Exception):  # noqa: N818 - not an error: the server's way to hang up
    """The conversation ends here."""
