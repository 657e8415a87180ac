"""One end of a connection whose other end is the test."""

from __future__ import annotations

import asyncio


class Line(asyncio.Transport):
    """Takes `takes` bytes of a write at once; the rest waits until `leave` is told that more of it has left."""

    def __init__(self, *, takes: int = 10**9, secured: bool = False) -> None:
        super().__init__({"sslcontext": object()} if secured else None)
        self.written = bytearray()
        self.waiting = 0
        self.closing = False
        self.takes = takes
        self.secured = secured

    def set_protocol(self, protocol):
        self.protocol = protocol

    def set_write_buffer_limits(self, high=None, low=None):
        assert (high, low) == (int(self.secured), 0)

    def get_write_buffer_size(self):
        return self.waiting

    def write(self, data):
        assert not self.closing
        self.written += data
        if not self.waiting and len(data) > self.takes:
            self.waiting = len(data) - self.takes
            self.protocol.pause_writing()
        elif self.waiting:
            self.waiting += len(data)

    def leave(self, count=None):
        """So many of the bytes that wait have left; None: all of them."""
        self.waiting -= self.waiting if count is None else count
        if not self.waiting:
            self.protocol.resume_writing()

    def is_closing(self):
        return self.closing

    def abort(self):
        self.closing, self.waiting = True, 0
