"""
Bytes ⇄ replies: an asyncio protocol that reads RFC 5321 §4.2 replies and knows how far a body has left.

It takes over a transport that aiosmtplib has opened, secured and authenticated.
"""

from __future__ import annotations

import asyncio
import re

from dispatcher.model import Reply

_LINE = re.compile(rb"^([2-5]\d\d)([ -]|$)(.*)$", re.DOTALL)
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_LONGEST_REPLY = 64 * 1024  # bytes; a server that says more is not speaking SMTP


class BrokenError(Exception):
    """The connection ended, the answer did not come in time, or it was no SMTP reply."""


class Conversation(asyncio.Protocol):
    """One command or body at a time, and the reply to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._received = bytearray()
        self._lines: list[bytes] = []
        self._waiting: asyncio.Future[Reply] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._lost: str | None = None
        # Any byte that has not left counts: `drained` then means that the kernel has all of it.
        # asyncio's TLS pauses at the limit and not above it: at 0 it would pause and resume by turns.
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=0 if transport.get_extra_info("sslcontext") is None else 1, low=0)

    async def command(self, line: str, *, within: float) -> Reply:
        """Send a command line and read its reply. Raises BrokenError."""
        if re.search(r"[\r\n\0]", line):
            raise ValueError("a command is one line")  # an address that slipped through every check before
        return await self._exchange(line.encode() + b"\r\n", within=within)

    async def leave(self, data: bytes, *, within: float) -> None:
        """Write a part of a body and wait until it left. Raises BrokenError."""
        self._check()
        self._transport.write(data)
        try:
            async with asyncio.timeout(within):
                await self._room.wait()
        except TimeoutError as error:
            self.abort()
            raise BrokenError("the body did not leave in time") from error
        self._check()

    async def finish(self, *, within: float) -> Reply:
        """Write the final dot (RFC 5321 §4.1.1.4) and read the reply to the body. Raises BrokenError."""
        return await self._exchange(b".\r\n", within=within)

    def abort(self) -> None:
        """Cut the connection."""
        self._lost = self._lost or "we closed the connection"
        self._transport.abort()

    async def _exchange(self, data: bytes, *, within: float) -> Reply:
        self._check()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        try:
            async with asyncio.timeout(within):
                return await self._waiting
        except TimeoutError as error:
            self.abort()
            raise BrokenError("no reply in time") from error
        finally:
            self._waiting = None

    def _check(self) -> None:
        if self._lost is not None:
            raise BrokenError(self._lost)

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Gather lines; the last line of a reply has a space after its code."""
        self._received += data
        while (end := self._received.find(b"\n")) >= 0:
            line = bytes(self._received[:end]).rstrip(b"\r")
            del self._received[: end + 1]
            self._line(line)
        if len(self._received) > _LONGEST_REPLY or sum(map(len, self._lines)) > _LONGEST_REPLY:
            self._fail("the server's answer has no end")

    def _line(self, line: bytes) -> None:
        found = _LINE.match(line)
        if found is None:
            self._fail("the server's answer is no SMTP reply")
            return
        self._lines.append(found[3])
        if found[2] == b"-":
            return
        reply = _reply(int(found[1]), self._lines)
        self._lines = []
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reply)
        else:
            # Unasked: almost always 421 before the server closes (RFC 5321 §3.8).
            self._lost = f"the server ended the conversation: {reply.code} {reply.text}"

    def _fail(self, why: str) -> None:
        self._lost = why
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BrokenError(why))
        self._transport.abort()

    def eof_received(self) -> bool:
        """The server has no more to say: close."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever waits."""
        self._lost = self._lost or f"the connection was lost{f' ({exc})' if exc else ''}"
        self._room.set()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BrokenError(self._lost))

    def pause_writing(self) -> None:
        """Some bytes have not left."""
        self._room.clear()

    def resume_writing(self) -> None:
        """All have."""
        self._room.set()


def _reply(code: int, lines: list[bytes]) -> Reply:
    texts = [line.decode("utf-8", "replace").strip() for line in lines]
    enhanced = next((found[1] for text in texts if (found := _ENHANCED.match(text))), None)
    plain = " ".join(_ENHANCED.sub("", text) for text in texts).strip()
    return Reply(code=code, text=plain[:500], enhanced=enhanced)
