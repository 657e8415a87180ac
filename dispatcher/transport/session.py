"""
Envelope → Reached: the stages of one message in an open conversation.

Only the one who drives the stages knows at which of them it broke: aiosmtplib raises the same error for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from typing import Self

import idna

from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.conversation import BrokenError, Conversation
from dispatcher.transport.envelope import Envelope, Ledger, Reached
from dispatcher.transport.opening import opened
from dispatcher.transport.outcomes import Outcome, is_closing
from dispatcher.transport.relay import Relay

_COMPLETED, _GO_AHEAD = range(200, 300), frozenset({354})  # RFC 5321 §4.2.1
_DOT = re.compile(rb"^\.", re.MULTILINE)
_NO_PATH = re.compile(r"[\x00-\x20\x7f<>]")  # what would end RFC 5321 §4.1.2's Path, or the line


class Session:
    """An open conversation with an SMTP server; a `Carrier`."""

    def __init__(self, relay: Relay, conversation: Conversation, *, offers: Mapping[str, str]) -> None:
        self._timeouts = relay.timeouts
        self._conversation = conversation
        self._offers = offers
        self.usable = True
        self.messages = 0

    @classmethod
    async def open(cls, relay: Relay) -> Self:
        """Connect, secure, authenticate. Raises TransportError with the server's words and a remedy."""
        conversation, offers = await opened(relay)
        return cls(relay, conversation, offers=offers)

    async def deliver(self, envelope: Envelope, ledger: Ledger, *, stopping: Callable[[], bool]) -> Reached | None:
        """
        Take one message as far as it goes.

        None when it was left alone: the ledger says that the delivery is no longer ours, or the run ended before the
        intent. No byte of the body has left then. What the ledger raises is raised, and the connection is cut.
        """
        self.messages += 1
        lines = self._lines(envelope)
        if isinstance(lines, Outcome):
            return Reached(Stage.MAIL, own=lines)
        self.usable = False  # unless what follows comes to its end; a cancellation does not
        refused = await self._through(lines, good=_COMPLETED, within=self._timeouts.command)
        if refused is not None:
            return refused
        if stopping():
            self.usable = True
            return None
        refused = await self._through([(Stage.DATA, "DATA")], good=_GO_AHEAD, within=self._timeouts.data)
        if refused is not None:
            return refused
        if not await ledger.intend(envelope.delivery_id):
            return None  # after 354 there is no way back but to hang up: a lone dot would be an empty mail
        return await self._body(envelope.data)

    async def close(self) -> None:
        """QUIT; whatever the server says to it."""
        if self.usable:
            self.usable = False
            with suppress(BrokenError):
                await self._conversation.command("QUIT", within=self._timeouts.quit)
        self._conversation.abort()

    async def _through(
        self, lines: Iterable[tuple[Stage, str]], *, good: Container[int], within: float
    ) -> Reached | None:
        """Say these in turn; where it ended, or None when all were answered as wanted."""
        for stage, line in lines:
            try:
                reply = await self._conversation.command(line, within=within)
            except BrokenError:
                return Reached(stage)
            if reply.code not in good:
                await self._clear(reply)
                return Reached(stage, reply)
        return None

    async def _body(self, data: bytes) -> Reached:
        """The body with its dot, and what it was answered; a server may refuse before it has the whole of it."""
        try:
            reply = await self._conversation.body(
                _stuffed(data), leave_within=self._timeouts.body, reply_within=self._timeouts.reply
            )
        except BrokenError:
            return Reached(Stage.REPLY if self._conversation.body_left else Stage.BODY)
        if self._conversation.body_left:
            self.usable = not is_closing(reply)
            return Reached(Stage.REPLY, reply)
        refused = reply.code // 100 in {4, 5}  # RFC 5321 §4.2.1; it cannot have taken what it does not have
        return Reached(Stage.BODY, reply if refused else None)

    async def _clear(self, refusal: Reply) -> None:
        """Clear the table for the next message (RFC 5321 §4.1.1.5), unless the server is leaving."""
        if not is_closing(refusal):
            with suppress(BrokenError):
                after = await self._conversation.command("RSET", within=self._timeouts.command)
                self.usable = not is_closing(after)

    def _lines(self, envelope: Envelope) -> tuple[tuple[Stage, str], tuple[Stage, str]] | Outcome:
        """The two commands of the envelope, or why this server cannot be given it: nothing unfit ever leaves."""
        sender, recipient = _dialled(envelope.sender), _dialled(envelope.recipient)
        if _NO_PATH.search(sender) or _NO_PATH.search(recipient):
            return _unsendable("the address cannot stand in an SMTP command (RFC 5321 §4.1.2)")
        data = envelope.data
        if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
            return _unsendable(
                "the message has a line that does not end in CRLF (RFC 5321 §2.3.8)"
            )  # else it may end early
        options = f" SIZE={len(data)}" if "size" in self._offers else ""  # RFC 1870 §5
        if not (sender.isascii() and recipient.isascii()):
            if "smtputf8" not in self._offers:
                return _unsendable("5.6.7 the address needs SMTPUTF8 (RFC 6531), which the server does not offer")
            options += (
                " SMTPUTF8"  # RFC 6531 §3.4; also said of To in the header, the only line there that is not ASCII
            )
        return (Stage.MAIL, f"MAIL FROM:<{sender}>{options}"), (Stage.RCPT, f"RCPT TO:<{recipient}>")


def _unsendable(why: str) -> Outcome:
    return Outcome(DeliveryState.FAILED, f"not sent: {why}")


def _dialled(address: str) -> str:
    """With an internationalised domain in its ASCII form (RFC 5891), which needs nothing of the server, as the header has it."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        return address


def _stuffed(data: bytes) -> bytes:
    """Dots stuffed (RFC 5321 §4.5.2), with the final dot."""
    stuffed = _DOT.sub(b"..", data) if b"\n." in data or data.startswith(b".") else data
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
