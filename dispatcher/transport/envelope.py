"""What goes to a relay, what carries it there, and what keeps account of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher.model import Attempt, Intent, Reply, Stage
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
    """What `send` reports to."""

    async def turn(self, settle: Attempt | None, intend: Intent | None) -> bool:
        """
        What came of one message, and that the body of another is about to leave: durable, both or neither, when it returns.

        False when the other is no longer ours, and nothing of it may leave; the first is settled all the same. What it
        raises ends the run.
        """


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one message came."""

    stage: Stage
    reply: Reply | None = None  # the server's last word; None: it broke there, or nobody was asked
    own: Outcome | None = None  # what we say ourselves, where no server was asked


@dataclass(slots=True)
class SendReport:
    """What one `send` did."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0  # and expired
    in_doubt: int = 0
    unreachable: str | None = None  # why the relay takes nothing now; what it was not asked about is untouched
