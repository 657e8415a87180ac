"""What came back: a report about mail of ours, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BounceKind(StrEnum):
    """What a mail that came back means."""

    HARD = "hard"  # the address's own permanent fault: nobody will ever read mail there
    SOFT = "soft"  # it failed, and may not next time
    COMPLAINT = "complaint"  # a reader pressed "spam"
    AUTO_REPLY = "auto_reply"  # a machine answers for a person who is well
    NONE = "none"  # nothing of all that


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a report says of one recipient."""

    address: str  # "" when the report names nobody
    kind: BounceKind
    status: str | None = None  # RFC 3463; null when the report carries none
    reply_code: str | None = None  # RFC 5321 §4.2; null when the report carries none
    reason: str = ""  # in the words of the report, on one line
    also: str = ""  # the address it was forwarded to, where the report names both
    delayed: bool = False  # a server is still trying: nothing has come of it yet


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceReport:
    """One report: what it says of each recipient, and what it shows of our message."""

    kind: BounceKind
    failures: tuple[Failure, ...] = ()
    reason: str = ""
    own_id: str = ""  # what names this report: its Message-ID, a provider's id; "" when it has none
    addressed: tuple[str, ...] = ()  # the addresses it came to
    senders: tuple[str, ...] = ()  # envelope senders of the message it speaks of
    message_ids: tuple[str, ...] = ()  # of the message it speaks of, with angle brackets
    tokens: tuple[str, ...] = ()  # in the links of the message it speaks of, where it shows them

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom it speaks of, each once."""
        return tuple(dict.fromkeys(each.address for each in self.failures if each.address))

    @property
    def worst(self) -> Failure | None:
        """The failure that gives the report its kind."""
        return next((each for each in self.failures if each.kind is self.kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report about one recipient of ours, as it is kept."""

    report: str  # hash of what names the report, delivery and kind: read twice, it is the same
    delivery_id: int
    kind: BounceKind
    status: str | None
    reason: str
    origin: str  # imap, maildir, pipe, or the provider whose webhook told
    received_at: datetime
