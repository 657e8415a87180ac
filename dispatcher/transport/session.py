"""
Relay → Session: one authenticated conversation, and the stages of one message in it.

aiosmtplib connects, says EHLO, STARTTLS and AUTH; then our own conversation takes its transport over, because only the one who
drives the stages knows at which of them it broke.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from typing import Self, cast

import aiosmtplib

from dispatcher.errors import TransportError
from dispatcher.model import Reply, Stage
from dispatcher.transport.conversation import BrokenError, Conversation
from dispatcher.transport.envelope import Envelope, Ledger
from dispatcher.transport.outcomes import is_closing
from dispatcher.transport.relay import Relay

_GO_AHEAD = 354
_DOT = re.compile(rb"^\.", re.MULTILINE)


class Session:
    """An open conversation; `usable` until something broke or the server said goodbye."""

    def __init__(self, relay: Relay, conversation: Conversation, *, smtputf8: bool) -> None:
        self._timeouts = relay.timeouts
        self._conversation = conversation
        self._smtputf8 = smtputf8
        self.usable = True
        self.messages = 0

    @classmethod
    async def open(cls, relay: Relay) -> Self:
        """Connect, secure, authenticate. Raises TransportError with the server's words and a remedy."""
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=relay.timeouts.connect,
            use_tls=relay.tls == "tls",
            start_tls={"none": False, "tls": False, "starttls": True}.get(relay.tls),
            tls_context=_unverified() if relay.tls == "auto" else None,
            username=relay.username or None,
            password=relay.password or None,
        )
        try:
            await client.connect()
            await _greet(client)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            raise TransportError(
                f"the mail server cannot be used: {_said(error)}",
                place=f"{relay.host}:{relay.port}",
                remedy="check [smtp] host, port, tls, username and password; what is queued stays queued",
            ) from error
        smtputf8 = client.supports_extension("smtputf8")
        return cls(relay, Conversation(cast("asyncio.Transport", client.transport)), smtputf8=smtputf8)

    async def deliver(self, envelope: Envelope, ledger: Ledger) -> tuple[Stage, Reply | None] | None:
        """
        Take one message as far as it goes: the stage it reached and the server's last word (None: it broke there).

        None when the ledger says that the delivery is no longer ours: then no byte of the body left.
        """
        self.messages += 1
        stage = Stage.MAIL
        try:
            if not self._smtputf8 and not envelope.recipient.isascii():
                # RFC 6531 §3.2: without SMTPUTF8 such an address cannot be named.
                return Stage.RCPT, Reply(553, "the server does not offer SMTPUTF8", "5.6.7")
            for stage, line in self._envelope(envelope):
                reply = await self._conversation.command(line, within=self._timeouts.command)
                if reply.code // 100 != 2:  # noqa: PLR2004 - RFC 5321 §4.2.1
                    return stage, await self._refused(reply)
            stage = Stage.DATA
            reply = await self._conversation.command("DATA", within=self._timeouts.data)
            if reply.code != _GO_AHEAD:
                return stage, await self._refused(reply)
            if not await ledger.intend(envelope.delivery_id):
                self._conversation.abort()  # after 354 there is no way back but to hang up
                self.usable = False
                return None
            stage = Stage.BODY
            await self._conversation.leave(_stuffed(envelope.data), within=self._timeouts.body)
            stage = Stage.REPLY
            reply = await self._conversation.finish(within=self._timeouts.reply)
        except BrokenError:
            self.usable = False
            return stage, None
        self.usable = not is_closing(reply)
        return stage, reply

    async def close(self) -> None:
        """QUIT; whatever the server says to it."""
        if self.usable:
            with suppress(BrokenError):
                await self._conversation.command("QUIT", within=self._timeouts.quit)
        self._conversation.abort()
        self.usable = False

    def _envelope(self, envelope: Envelope) -> tuple[tuple[Stage, str], tuple[Stage, str]]:
        utf8 = " SMTPUTF8" if not envelope.recipient.isascii() else ""
        return (
            (Stage.MAIL, f"MAIL FROM:<{envelope.sender}>{utf8}"),
            (Stage.RCPT, f"RCPT TO:<{envelope.recipient}>"),
        )

    async def _refused(self, reply: Reply) -> Reply:
        """Clear the table for the next message (RFC 5321 §4.1.1.5)."""
        if is_closing(reply):
            self.usable = False
            return reply
        try:
            after = await self._conversation.command("RSET", within=self._timeouts.command)
            self.usable = not is_closing(after)
        except BrokenError:
            self.usable = False
        return reply


def _stuffed(data: bytes) -> bytes:
    """Dots stuffed (RFC 5321 §4.5.2), ending in CRLF."""
    stuffed = _DOT.sub(b"..", data) if b"\n." in data or data.startswith(b".") else data
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


async def _greet(client: aiosmtplib.SMTP) -> None:
    """Say EHLO where STARTTLS and AUTH did not need it; HELO to a server that does not know it (RFC 5321 §3.2)."""
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as error:
        if error.code // 100 != 5:  # noqa: PLR2004 - permanent negative completion
            raise
        await client.helo()


def _unverified() -> ssl.SSLContext:
    """Opportunistic TLS, as RFC 7435 has it: better than none, no proof of who answers."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _said(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
