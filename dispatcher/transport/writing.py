"""
A body on its way into the kernel, and the one question that decides between "not sent" and "in doubt": has its last byte left?

What stands behind the body in the same write does not matter to the answer. Where asyncio does not tell, the answer is yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

# Bytes handed over at once: nearly every mail whole. asyncio's TLS swallows a write of any size, and only the next one waits
# for room: in pieces, a body that is cut early is known not to have left.
_PIECE = 128 * 1024
# What TLS adds to the commands behind a body: two records at most, each with header, padding and seal (RFC 5246 §6.2.3).
_SEALED = 256


class Writing:
    """Bodies, one after the other; `left` is of the last."""

    def __init__(self, transport: asyncio.Transport, *, when_left: Callable[[], None]) -> None:
        self._transport = transport
        self._when_left = when_left
        secured = transport.get_extra_info("sslcontext") is not None
        self._seal = _SEALED if secured else 0
        # Any byte that has not left counts: `paused` then says that the kernel does not have all of it. asyncio's TLS
        # pauses at the limit and not above it: at 0 it would pause and resume by turns.
        transport.set_write_buffer_limits(high=int(secured), low=0)
        self._room = True
        self._rest: memoryview | None = None  # what is not yet handed over
        self._behind = b""
        self._unsure = False  # whether a part of the last piece has not left, and nobody says which
        self.left = False
        self.leaving = False  # between `begin` and `left`, or the end

    def begin(self, data: bytes, behind: bytes) -> None:
        """Hand over a body that ends in its dot, with the commands that follow it."""
        self.left, self.leaving, self._unsure = False, True, False
        self._rest, self._behind = memoryview(data), behind
        self.go_on()

    def go_on(self) -> None:
        """Hand over as much as there is room for."""
        while self._rest is not None and self._room and not self._transport.is_closing():
            if len(self._rest) <= _PIECE:
                piece, self._rest = b"".join((self._rest, self._behind)), None
                self._transport.write(piece)
                # A transport that is closing now failed in this very write: the kernel did not take the dot.
                self._unsure = not self._room
                if self._room and not self._transport.is_closing():
                    self._is_out()
            else:
                first, self._rest = self._rest[:_PIECE], self._rest[_PIECE:]
                self._transport.write(first)

    def paused(self) -> None:
        """Some bytes have not left."""
        self._room = False

    def resumed(self) -> None:
        """All that was handed over has."""
        self._room = True
        if self._unsure:
            self._is_out()
        elif self._rest is not None:  # and not in the middle of the transport's own doings
            asyncio.get_running_loop().call_soon(self.go_on)

    def look(self) -> None:
        """Whether no more than what stands behind the body is waiting still."""
        if self._unsure:
            waiting = self._transport.get_write_buffer_size()
            if waiting <= len(self._behind) + (self._seal if self._behind else 0):
                self._is_out()

    def stop(self, *, sure: bool) -> None:
        """
        Hand over no more. `sure`: the connection is cut in this very moment by us, so that what was not out stays so.

        Otherwise the transport broke, has forgotten what it held, and did not say how much had left before. Of a body alone it
        would have said so at once; with commands behind it, it may have left.
        """
        if sure:
            self.look()
        elif self._unsure and self._behind:
            self._is_out()
        self._rest, self._unsure, self.leaving = None, False, False

    def _is_out(self) -> None:
        self.left, self.leaving, self._unsure = True, False, False
        self._when_left()
