"""
An embedded mail server that keeps what it is sent: the demo's inbox, and the honest other side in tests.

aiosmtpd, in the same event loop. A script may say how it answers single recipients.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from dispatcher import clock


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    received_at: datetime


class Inbox:
    """An async context manager; listens on 127.0.0.1 at `port` (0: any free one)."""

    def __init__(self, *, port: int = 0, on_message: Callable[[Received], None] | None = None) -> None:
        self.port = port
        self.messages: list[Received] = []
        self._on_message = on_message
        self._answers: dict[str, str] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    def reply_to(self, address: str, code: int, text: str) -> None:
        """Answer RCPT for this address so from now on."""
        self._answers[address] = f"{code} {text}"

    # What aiosmtpd calls.

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        """Take a recipient, or answer as scripted."""
        if address in self._answers:
            return self._answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a mail."""
        content = envelope.content or b""
        received = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            data=content if isinstance(content, bytes) else content.encode(),
            received_at=clock.now(),
        )
        self.messages.append(received)
        if self._on_message is not None:
            self._on_message(received)
        return "250 2.0.0 Ok: kept"
