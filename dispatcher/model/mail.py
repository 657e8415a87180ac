"""Slot to delivery: what is published, for whom, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from dispatcher.model.people import Brand
from dispatcher.model.states import Cadence, DeliveryState, EditionKind, EditionState, MessageKind, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The moment a digest is due. Unique on everything but `due_at`."""

    list_id: int
    cadence: Cadence
    time_zone: str
    day: date  # local
    hour: int  # local
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What an edition says of its list, frozen when it is first published."""

    list_name: str
    title: str
    sender_name: str
    sender_address: str
    reply_to: str
    language: str
    base_url: str
    brand: Brand = field(default_factory=Brand)
    unsubscribe_address: str = ""  # a mailbox that is read; each message's own way stands behind a + in it
    selectors: tuple[
        str, ...
    ] = ()  # names of the DKIM keys that sign, as `s1._domainkey.example.org`; empty: none was there


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a list publishes for one slot or one alert."""

    id: int
    list_id: int
    kind: EditionKind
    state: EditionState
    masthead: Masthead
    published_at: datetime
    slot: Slot | None = None  # digests
    story_id: int | None = None  # alerts
    development: int = 1  # alerts: which turn of the story


@dataclass(frozen=True, slots=True)
class PlannedStory:
    """One story of a plan, at the version that was told, under the topic it stands under."""

    story_id: int
    version: int
    topic: str | None
    since: int | None = None  # version that its reader was told before; null when it is new to them
    short: bool = False  # told in a headline, one sentence and a link, not in full


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stories one message tells, in order."""

    stories: tuple[PlannedStory, ...]
    more: tuple[int, ...] = ()  # ids of stories that had no room; they count as told

    @property
    def updated(self) -> int:
        """How many of its stories are told again, because they changed."""
        return sum(story.since is not None for story in self.stories)

    @property
    def new(self) -> int:
        """How many of its stories its reader was not told before."""
        return len(self.stories) - self.updated


@dataclass(frozen=True, slots=True)
class Fragment:
    """A compiled piece of mail, known by its hash: quoted-printable with CRLF, its blanks (`templating.blanks`) still in it."""

    hash: str  # of both parts
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail says: its subject and its fragments in order; shared by all messages of one plan."""

    subject: str  # blanks may be in it
    fragments: tuple[Fragment, ...]

    @property
    def hash(self) -> str:
        """The same for the same subject and fragments."""
        parts = (self.subject, *(fragment.hash for fragment in self.fragments))
        return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One RFC 5322 mail for one recipient; everything its bytes depend on is frozen here."""

    kind: MessageKind
    edition_id: int | None  # null but for digests and alerts
    subscription_id: int | None  # null for notices
    subscriber_id: int | None  # null for notices
    address: str
    name: str
    nonce: str
    masthead: Masthead
    plan: Plan
    period: str | None  # "daily:2026-03-29", "weekly:2026-W13"; null but for digests
    body_hash: str
    message_id: str  # with angle brackets
    date: datetime
    not_after: datetime  # past this it is expired, not sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message's way to one recipient."""

    id: int
    message: Message
    state: DeliveryState
    reason: str | None
    attempts: int
    next_attempt_at: datetime | None  # null once settled
    created_at: datetime
    settled_at: datetime | None = None
    domain: str = ""  # of the address, in A-labels and small letters
    relay: str | None = None  # which relay the last intent went to; null until the first
    doubted_at: datetime | None = None  # since when it is in doubt; null when it never was


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered (RFC 5321 §4.2, RFC 3463)."""

    code: int
    text: str = ""
    enhanced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One SMTP conversation about one delivery, and what it means."""

    delivery_id: int
    started_at: datetime
    took_for: float  # seconds
    stage: Stage  # how far it came
    reply: Reply | None  # null when the connection broke
    state: DeliveryState  # what the delivery is now
    reason: str
    next_attempt_at: datetime | None  # when deferred, and when in doubt: not before this
    suppress: bool = False  # the address's own permanent fault
    relay: str | None = None  # which relay was asked; null when none was


@dataclass(frozen=True, slots=True)
class Intent:
    """The body of a delivery is about to leave for a relay."""

    delivery_id: int
    relay: str
