"""
Envelope → Reached: the stages of one message in an open conversation, said one by one or in a group (RFC 2920).

Only the one who drives the stages knows at which of them it broke: aiosmtplib raises the same error for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from contextlib import suppress
from enum import Enum
from typing import Self

from dispatcher.model import Reply, Stage
from dispatcher.transport.conversation import BrokenError, Conversation
from dispatcher.transport.envelope import Envelope, Reached
from dispatcher.transport.lines import DATA, LONE_DOT, RSET, Lines, lines_of
from dispatcher.transport.opening import opened
from dispatcher.transport.outcomes import Outcome, is_closing
from dispatcher.transport.relay import Relay

_COMPLETED, _GO_AHEAD, _REFUSED = range(200, 300), range(354, 355), range(400, 600)  # RFC 5321 §4.2.1


class Introduced(Enum):
    """How an envelope was received that was neither refused nor broke on its way."""

    OPEN = "the server waits for the body"
    UNTOUCHED = "the server had left before it heard of it: no attempt"


class Session:
    """An open conversation with an SMTP server."""

    def __init__(self, relay: Relay, conversation: Conversation, *, offers: Container[str]) -> None:
        self._timeouts = relay.timeouts
        self._most = relay.messages_per_connection
        self._offers = offers
        self.conversation = conversation
        self.pipelining = relay.pipelining and "pipelining" in offers
        self.usable = True  # until something broke or the server said goodbye
        self.surprised = False  # whether a group of commands was answered as no such group is
        self.messages = 0  # begun so far
        self.stopping: Callable[[], bool] = lambda: False  # whether the run ends: no more is said than must be
        self._was_idle = False
        self._uncleared = False  # whether a refused envelope stands open on the other side

    @classmethod
    async def open(cls, relay: Relay) -> Self:
        """Connect, secure, authenticate. Raises TransportError with the server's words and a remedy."""
        conversation, offers = await opened(relay)
        return cls(relay, conversation, offers=offers)

    @property
    def is_worn(self) -> bool:
        """Whether it has had its share of messages."""
        return self.messages >= self._most

    def lines_of(self, envelope: Envelope) -> Lines | Outcome:
        """What to say, or why this server cannot be given this envelope: nothing unfit ever leaves."""
        return lines_of(envelope, offers=self._offers)

    def fell_idle(self) -> None:
        """A server may close a connection that says nothing: that is no answer to what comes next."""
        self._was_idle = True

    def introduce(self, lines: Lines) -> tuple[bytes, int]:
        """
        Begin a message: what to say before its replies can be read, and how many those will be.

        With PIPELINING all of it (RFC 2920 §3.1: DATA ends the group); else nothing, `introduced` says it step by step.
        """
        self.messages += 1
        if not self.pipelining:
            return b"", 0
        if self._uncleared:
            return b"".join((RSET, lines.mail, lines.rcpt, DATA)), 4
        return b"".join((lines.mail, lines.rcpt, DATA)), 3

    async def introduced(self, lines: Lines) -> Reached | Introduced:
        """What the server says to an envelope; where it is refused, what is needed to go on is said as well."""
        if self._uncleared and not await self._cleared():
            return Introduced.UNTOUCHED
        opened: Reached | Introduced = Introduced.OPEN
        nobody = True
        for stage, line, good, within in (
            (Stage.MAIL, lines.mail, _COMPLETED, self._timeouts.command),
            (Stage.RCPT, lines.rcpt, _COMPLETED, self._timeouts.command),
            (Stage.DATA, DATA, _GO_AHEAD, self._timeouts.data),
        ):
            if self.stopping() and not self.pipelining:
                return Introduced.UNTOUCHED
            said = await self._step(stage, line, good=good, within=self._timeouts.quit if self.stopping() else within)
            if opened is Introduced.OPEN:
                opened = said
            if stage is Stage.RCPT:
                nobody = said is not Introduced.OPEN
            elif stage is Stage.DATA and said is Introduced.OPEN is not opened:
                await self._end_the_empty(nobody=nobody)
            # Refused in step, nothing more is said; in a group it was said already, and is answered.
            if not self.usable or (opened is not Introduced.OPEN and not self.pipelining):
                break
        return opened

    def body(self, lines: Lines, *, behind: bytes, replies: int) -> None:
        """The body leaves, and with it the commands of the next envelope."""
        self.conversation.body(
            lines.body,
            leave_within=self._timeouts.body,
            reply_within=self._timeouts.reply,
            behind=behind,
            replies=replies,
        )

    async def replied(self) -> Reached:
        """What the body was answered; a server may refuse before it has the whole of it."""
        conversation = self.conversation
        try:
            reply = await conversation.reply()
        except BrokenError:
            self._break()
            return Reached(Stage.REPLY if conversation.body_left else Stage.BODY)
        refused = reply.code in _REFUSED
        if not conversation.body_left:
            self._break()
            return Reached(Stage.BODY, reply if refused else None)  # it cannot have taken what it does not have
        if is_closing(reply):
            self._break()
        elif reply.code not in _COMPLETED and not refused:
            self._break(surprised=True)
            return Reached(Stage.REPLY)  # neither yes nor no
        return Reached(Stage.REPLY, reply)

    async def close(self) -> None:
        """QUIT, where nothing is under way; whatever the server says to it. Never raises for what the other side does."""
        if self.usable and self.conversation.lost is None:
            self.conversation.say(b"QUIT\r\n")
            with suppress(BrokenError):
                await self.conversation.reply(within=self._timeouts.quit)
        self.hang_up()

    def hang_up(self) -> None:
        """After 354 there is no other way back: a lone dot would be an empty mail to somebody."""
        self.usable = False
        self.conversation.abort()

    async def _step(self, stage: Stage, line: bytes, *, good: Container[int], within: float) -> Reached | Introduced:
        """OPEN: the server has nothing against it so far."""
        try:
            reply = await self._answer(line, within=within)
        except BrokenError:
            self._break(surprised=not self.conversation.hung_up)
            untouched = self.stopping() or (self.conversation.hung_up and self._had_enough(stage))
            return Introduced.UNTOUCHED if untouched else Reached(stage)
        if reply.code in good:
            return Introduced.OPEN
        if is_closing(reply):
            self._break()
            if self._had_enough(stage):
                return Introduced.UNTOUCHED
        elif reply.code not in _REFUSED:
            self._break(surprised=True)  # replies and commands are out of step
        self._uncleared = True
        return Reached(stage, reply)

    async def _answer(self, line: bytes, *, within: float) -> Reply:
        if not self.pipelining:
            self.conversation.say(line)
        return await self.conversation.reply(within=within)

    async def _cleared(self) -> bool:
        """The table is cleared for the next message (RFC 5321 §4.1.1.5)."""
        try:
            reply = await self._answer(RSET, within=self._timeouts.command)
        except BrokenError:
            self._break(surprised=not self.conversation.hung_up)
            return False
        if reply.code not in _COMPLETED:
            self._break(surprised=not is_closing(reply))
        self._uncleared = False
        return self.usable

    async def _end_the_empty(self, *, nobody: bool) -> None:
        """
        The server waits for a message although it refused its one recipient: a lone dot (RFC 2920 §3.1), never the body.

        Whatever it says to that, 250 as well, is said of nothing. Where it took the recipient after all, having refused the
        sender, the dot would be an empty mail to somebody.
        """
        if not nobody:
            self.hang_up()
            return
        self.conversation.say(LONE_DOT)
        try:
            reply = await self.conversation.reply(within=self._timeouts.reply)
        except BrokenError:
            self._break()
        else:
            if is_closing(reply):
                self._break()

    def _had_enough(self, stage: Stage) -> bool:
        """Whether a server that ends the conversation at `stage` had enough of the connection, and not of this message."""
        return stage is Stage.MAIL and (self.messages > 1 or self._was_idle)

    def _break(self, *, surprised: bool = False) -> None:
        self.usable = False
        self.surprised = self.surprised or (surprised and self.pipelining)
