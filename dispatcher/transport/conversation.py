"""
Bytes ⇄ replies: an asyncio protocol that reads RFC 5321 §4.2 replies and knows whether a body has left.

It takes over a transport that aiosmtplib has opened, secured and authenticated.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from dispatcher.model import Reply

_LINE = re.compile(rb"^([2-5]\d\d)([ -]|$)(.*)$", re.DOTALL)
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_ENDS = re.compile(r"[\r\n\0]")
_LONGEST_REPLY = 64 * 1024  # bytes; a server that says more is not speaking SMTP
_LONGEST_TEXT = 500  # characters that are kept of what a server says
_PIECE = (
    128 * 1024
)  # bytes written at once: nearly every mail whole. asyncio's TLS swallows a write of any size, and only
# the next one waits for room: in pieces, a body that is cut early is known not to have left


class BrokenError(Exception):
    """The connection ended, the answer did not come in time, or it was no SMTP reply."""


class Conversation(asyncio.Protocol):
    """One command or body at a time, and the reply to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._lines: list[bytes] = []
        self._waiting: asyncio.Future[Reply] | None = None
        self._limit: asyncio.Timeout | None = None
        self._reply_within = 0.0
        self._behind: memoryview | None = None  # of a body: what is not yet written; None when all of it left
        self._room = True
        self._lost: str | None = None
        # The last body with its dot is out of our hands: what follows is in doubt until the reply.
        self.body_left = False
        transport.set_protocol(self)
        # Any byte that has not left counts: `pause_writing` then says that the kernel does not have all of it. asyncio's
        # TLS pauses at the limit and not above it: at 0 it would pause and resume by turns.
        transport.set_write_buffer_limits(high=0 if transport.get_extra_info("sslcontext") is None else 1, low=0)

    async def command(self, line: str, *, within: float) -> Reply:
        """Send a command line and read its reply. Raises BrokenError."""
        if _ENDS.search(line):
            raise ValueError("a command is one line")  # an address that slipped through every check before
        return await self._exchange(lambda: self._transport.write(line.encode() + b"\r\n"), within=within)

    async def body(self, data: bytes, *, leave_within: float, reply_within: float) -> Reply:
        """
        Write a whole body that ends in its dot (RFC 5321 §4.1.1.4) and read the reply. Raises BrokenError.

        `body_left` says afterwards whether the last byte may have left. A reply can come before it did.
        """
        self.body_left = False
        self._reply_within, self._behind = reply_within, memoryview(data)
        return await self._exchange(self._write_on, within=leave_within)

    def abort(self) -> None:
        """Cut the connection."""
        self._lost = self._lost or "we closed the connection"
        self._transport.abort()

    async def _exchange(self, write: Callable[[], None], *, within: float) -> Reply:
        if self._lost is not None:
            raise BrokenError(self._lost)
        self._waiting = self._loop.create_future()
        try:
            async with asyncio.timeout(within) as self._limit:
                write()
                return await self._waiting
        except TimeoutError as error:
            why = "no reply in time" if self._behind is None else "the body did not leave in time"
            self.abort()
            raise BrokenError(why) from error
        finally:
            self._waiting = self._limit = self._behind = None

    def _write_on(self) -> None:
        """Write as much of the body as there is room for; when all of it left, the reply is what is waited for."""
        while self._behind and self._room and not self._transport.is_closing():
            piece, self._behind = self._behind[:_PIECE], self._behind[_PIECE:]
            self._transport.write(piece)
        # A transport that is closing now failed in this very write: the kernel did not take the dot.
        all_left = self._behind is not None and not self._behind and self._room and not self._transport.is_closing()
        if all_left and self._limit is not None and self._waiting is not None and not self._waiting.done():
            self.body_left, self._behind = True, None
            self._limit.reschedule(self._loop.time() + self._reply_within)

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
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BrokenError(self._lost))

    def pause_writing(self) -> None:
        """Some bytes have not left."""
        self._room = False

    def resume_writing(self) -> None:
        """All that was written has."""
        self._room = True
        if self._behind is not None:
            self._loop.call_soon(self._write_on)  # and not in the middle of the transport's own doings


def _reply(code: int, lines: list[bytes]) -> Reply:
    texts = [_printable(line.decode("utf-8", "replace")).strip() for line in lines]
    enhanced = next((found[1] for text in texts if (found := _ENHANCED.match(text))), None)
    plain = " ".join(_ENHANCED.sub("", text) for text in texts).strip()
    return Reply(code=code, text=plain[:_LONGEST_TEXT], enhanced=enhanced)


def _printable(text: str) -> str:
    """Without what would steer the terminal that `outbox list` prints on."""
    return text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)
