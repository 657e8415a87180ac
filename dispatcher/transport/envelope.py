"""What goes to a relay, and what keeps account of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher.model import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message with its SMTP envelope (RFC 5321 §2.3.1)."""

    delivery_id: int
    sender: str  # where bounces go
    recipient: str
    data: bytes  # CRLF lines; dots are stuffed by the transport
    attempts: int  # made before this one
    not_after: datetime
    file_stem: str = ""  # the name of its file when it goes to a folder


class Ledger(Protocol):
    """What `send` reports to. Both calls return when what they say is durable."""

    async def intend(self, delivery_id: int) -> bool:
        """The body is about to leave; False when the delivery is no longer ours, and nothing may leave."""

    async def settle(self, attempt: Attempt) -> None:
        """What came of it."""


@dataclass(slots=True)
class SendReport:
    """What one `send` did."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    in_doubt: int = 0
    unreachable: str | None = None  # why the relay takes nothing now; what it was not asked about is untouched
