"""
An embedded mail server that keeps what it is sent: the demo's inbox, and the honest other side in tests.

aiosmtpd, in the same event loop. A script may say how it answers single recipients.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from dispatcher import clock


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes  # CRLF lines, dots unstuffed
    received_at: datetime


class Inbox:
    """
    Listens on 127.0.0.1 at `port` (0: any free one) from `start` to `stop`, or as an async context manager.

    With a `folder` every mail is also a file there, `000001.eml` and so on. Further options are aiosmtpd's own
    (`tls_context`, `authenticator`, `data_size_limit` …).
    """

    def __init__(
        self,
        *,
        port: int = 0,
        on_message: Callable[[Received], None] | None = None,
        folder: Path | None = None,
        **options: Any,
    ) -> None:
        self.port = port
        self.messages: list[Received] = []
        self._on_message = on_message
        self._folder = folder
        self._options: dict[str, Any] = {"hostname": "localhost", "enable_SMTPUTF8": True} | options
        self._answers: dict[str, str] = {}
        self._server: asyncio.Server | None = None
        self._talking: list[SMTP] = []

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()

        def answering() -> SMTP:
            self._talking = [each for each in self._talking if each.transport is not None]
            self._talking.append(SMTP(self, loop=loop, **self._options))
            return self._talking[-1]

        self._server = await loop.create_server(answering, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no more mail and hang up on whoever is connected."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for each in self._talking:
            if each.transport is not None:
                each.transport.close()
        self._talking = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

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
        if self._folder is not None:
            await asyncio.to_thread(_keep, received.data, self._folder / f"{len(self.messages):06}.eml")
        if self._on_message is not None:
            self._on_message(received)
        return "250 2.0.0 Ok: kept"


def _keep(data: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
