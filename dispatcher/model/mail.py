"""Slot to delivery: what is published, for whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stories one message tells, in order."""

    stories: tuple[PlannedStory, ...]
    more: tuple[int, ...] = ()  # ids of stories that had no room; they count as told


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A rendered body with its blanks (`templating.blanks`) still in it; shared by all messages of one plan."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One RFC 5322 mail for one recipient; everything its bytes depend on is frozen here."""

    kind: MessageKind
    edition_id: int | None  # null for confirm
    subscription_id: int
    subscriber_id: int
    address: str
    name: str
    nonce: str
    masthead: Masthead
    plan: Plan
    period: str | None  # "daily:2026-03-29", "weekly:2026-W13"; null for alerts and confirm
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
