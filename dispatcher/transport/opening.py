"""
Relay → Conversation: connect, say EHLO, secure and authenticate, which is aiosmtplib's part; then its transport is ours.

Whatever goes wrong here concerns every message, so it is raised and not settled.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import cast

import aiosmtplib

from dispatcher.errors import TransportError
from dispatcher.transport.conversation import Conversation
from dispatcher.transport.relay import Relay

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_IN_THE_CLEAR = 'it offers no encryption, and a password is not sent in the clear; set tls = "starttls" or "tls"'


async def opened(relay: Relay) -> tuple[Conversation, Mapping[str, str]]:
    """
    An authenticated conversation and what the server offers: extension (lower case) → its parameters.

    Raises TransportError with the server's words and a remedy.
    """
    client = aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        timeout=relay.timeouts.connect,
        use_tls=relay.tls == "tls",
        start_tls={"none": False, "tls": False, "starttls": True}.get(relay.tls),
        tls_context=_unverified() if relay.tls == "auto" else None,
        cert_bundle=str(relay.trusted) if relay.trusted and relay.tls != "auto" else None,
        local_hostname=relay.helo_name or None,
    )
    try:
        await client.connect()
        await _greet(client)
        if relay.username:
            if not may_say_password(relay, encrypted=client.get_transport_info("sslcontext") is not None):
                raise ValueError(_IN_THE_CLEAR)  # noqa: TRY301 - as every other way in which opening fails
            await client.login(relay.username, relay.password)
        transport = client.transport
        if transport is None or transport.is_closing():
            raise ConnectionError("it closed the connection")  # noqa: TRY301 - as above
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise TransportError(
            f"the mail server cannot be used: {_said(error)}",
            place=f"{relay.host}:{relay.port}",
            remedy="check [smtp] host, port, tls, username and password; what is queued stays queued",
        ) from error
    except BaseException:  # the run ended first
        client.close()
        raise
    return Conversation(cast("asyncio.Transport", transport)), dict(client.esmtp_extensions)


async def _greet(client: aiosmtplib.SMTP) -> None:
    """Say EHLO where STARTTLS did not need it; HELO to a server that does not know it (RFC 5321 §3.2)."""
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as error:
        if error.code // 100 != 5:  # noqa: PLR2004 - permanent negative completion
            raise
        await client.helo()


def may_say_password(relay: Relay, *, encrypted: bool) -> bool:
    """Not in the clear to another machine: whoever sits between can strip the offer of STARTTLS, and would be told."""
    return encrypted or relay.tls == "none" or relay.host in _LOOPBACK


def _unverified() -> ssl.SSLContext:
    """Opportunistic TLS, as RFC 7435 has it: better than none, no proof of who answers."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _said(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {' '.join(error.message.split())}"
    return str(error) or type(error).__name__
