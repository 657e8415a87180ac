"""What goes to a relay, what carries it there, and what keeps account of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher.model import Attempt, Reply, Stage
from dispatcher.transport.outcomes import Outcome


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
    """What `send` reports to. Both calls return when what they say is durable; what they raise ends the run."""

    async def intend(self, delivery_id: int) -> bool:
        """The body is about to leave; False when the delivery is no longer ours, and nothing may leave."""

    async def settle(self, attempt: Attempt) -> None:
        """What came of it."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one message came."""

    stage: Stage
    reply: Reply | None = None  # the server's last word; None: it broke there, or nobody was asked
    own: Outcome | None = None  # what we say ourselves, where no server was asked


class Carrier(Protocol):
    """An open way to a relay, for one message at a time."""

    usable: bool  # until something broke or the server said goodbye
    messages: int  # taken so far

    async def deliver(self, envelope: Envelope, ledger: Ledger, *, stopping: Callable[[], bool]) -> Reached | None:
        """Take one message as far as it goes; None when it was left alone: it is not ours, or the run ended first."""

    async def close(self) -> None:
        """Take leave; never raises for what the other side does."""


@dataclass(slots=True)
class SendReport:
    """What one `send` did."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0  # and expired
    in_doubt: int = 0
    unreachable: str | None = None  # why the relay takes nothing now; what it was not asked about is untouched
