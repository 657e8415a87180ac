"""
Bytes ⇄ replies: an asyncio protocol that keeps account of what was said, what was answered, and whether a body has left.

It takes over a transport that aiosmtplib has opened, secured and authenticated. Commands may be said before the last ones are
answered (RFC 2920); replies come in the order of what was said.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from dispatcher.model import Reply
from dispatcher.transport.replies import NoReplyError, Replies
from dispatcher.transport.writing import Writing


class BrokenError(Exception):
    """The connection ended, the answer did not come in time, or it was no SMTP reply."""


class Conversation(asyncio.Protocol):
    """What is said, and the replies to it in turn."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._writing = Writing(transport, when_left=self._body_is_out)
        self._replies = Replies()
        self._heard: deque[Reply] = deque()
        self._owed = 0  # replies to what was said that have not come
        self._waiting: asyncio.Future[None] | None = None
        self._wanted = 1  # replies that `_waiting` waits for
        self._patient = False  # whether the end of its time ends the waiting only, and not the connection
        self._until = 0.0
        self._timer: asyncio.TimerHandle | None = (
            None  # one for all that is waited for: it looks at `_until` when it rings
        )
        self._reply_within = 0.0
        self.lost: str | None = None  # why nothing more can be said
        self.hung_up = False  # whether that was the server's doing
        self.when_lost: Callable[[], None] | None = None  # called once, for who waits for something else
        transport.set_protocol(self)

    @property
    def body_left(self) -> bool:
        """Whether the last byte of the last body may have left: without its reply it is in doubt then."""
        return self._writing.left

    def say(self, lines: bytes, *, replies: int = 1) -> None:
        """Send whole command lines that many replies are owed to. What a broken connection does not take shows in the reply."""
        self._owed += replies
        if self.lost is None:
            self._transport.write(lines)

    def body(
        self, data: bytes, *, leave_within: float, reply_within: float, behind: bytes = b"", replies: int = 0
    ) -> None:
        """
        Send a whole body that ends in its dot (RFC 5321 §4.1.1.4), and in the same write the commands `behind` it.

        The next reply is the one to it, and `body_left` says what its absence means. A reply that comes before all of the
        body has left ends the connection.
        """
        self._owed += 1 + replies
        self._reply_within = reply_within
        self._until = self._loop.time() + leave_within
        if self.lost is None:
            self._writing.begin(data, behind)
        else:
            self._writing.left = False

    async def reply(self, *, within: float | None = None) -> Reply:
        """The next reply, in so many seconds; None: in those that `body` was given. Raises BrokenError."""
        if not self._heard:
            if within is not None:
                self._until = self._loop.time() + within
            await self._wait(1, patient=False)
            if not self._heard:
                raise BrokenError(self.lost)
        return self._heard.popleft()

    async def hears(self, replies: int, *, within: float) -> bool:
        """Whether so many replies are here in time, or no more will come; unlike `reply` it breaks nothing."""
        if len(self._heard) < replies:
            self._until = self._loop.time() + within
            await self._wait(replies, patient=True)
        return len(self._heard) >= replies or self.lost is not None

    def hurry(self, *, within: float) -> None:
        """What is waited for now may take no longer than so many seconds from now."""
        if self._waiting is not None:
            self._until = min(self._until, self._loop.time() + within)
            self._wind()

    def abort(self, why: str = "we closed the connection") -> None:
        """Cut the connection: nothing more leaves. Replies that are here can still be read."""
        self._writing.stop(sure=True)
        self._transport.abort()
        self._end(why)

    async def _wait(self, replies: int, *, patient: bool) -> None:
        if self.lost is None:
            self._wanted, self._patient = replies, patient
            self._waiting = self._loop.create_future()
            self._wind()
            try:
                await self._waiting
            finally:
                self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _wind(self) -> None:
        """Set the timer, unless it rings soon enough: it is cheaper to let it ring in vain than to set it for each reply."""
        if self._timer is not None:
            if self._timer.when() <= self._until:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(self._until, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._loop.time() < self._until:
            self._wind()
        elif self._patient:
            self._wake()
        else:
            self._writing.look()
            self.abort("the body did not leave in time" if self._writing.leaving else "no reply in time")

    def _body_is_out(self) -> None:
        self._until = self._loop.time() + self._reply_within
        if self._waiting is not None:
            self._wind()

    def _end(self, why: str) -> None:
        if self.lost is None:
            self.lost = why
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self.when_lost is not None:
                self.when_lost()
        self._wake()

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Replies, whole or in pieces."""
        if self.lost is not None:
            return
        try:
            for reply in self._replies.read(data):
                if not self._owed:
                    # Unasked: almost always 421 before the server closes (RFC 5321 §3.8).
                    self._server_ends(f"the server ended the conversation: {reply.code} {reply.text}")
                    return
                self._owed -= 1
                self._heard.append(reply)
        except NoReplyError as error:
            self.abort(str(error))
            return
        if self._heard and self._writing.leaving:
            self._writing.look()
            if self._writing.leaving:
                self.abort("the server answered before it had the message")
        if len(self._heard) >= self._wanted:
            self._wake()

    def eof_received(self) -> bool:
        """The server has no more to say: nothing more is said to it either."""
        self._server_ends("the server closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever waits."""
        self._writing.stop(sure=False)
        self.hung_up = self.hung_up or self.lost is None
        self._end(f"the connection was lost{f' ({exc})' if exc else ''}")

    def pause_writing(self) -> None:
        """Some bytes have not left."""
        self._writing.paused()

    def resume_writing(self) -> None:
        """All that was written has."""
        self._writing.resumed()

    def _server_ends(self, why: str) -> None:
        self.hung_up = self.hung_up or self.lost is None
        self.abort(why)
