"""
The nouns of the house (docs/glossary.md) as frozen data; a noun knows only what can be read off itself.

Times are aware datetimes in UTC. Ids are database keys; `uid` is what a feed calls its entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Arrival(StrEnum):
    """How an entry came to us, which decides where it may be told."""

    NEWS = "news"  # seen by a later poll: digests and alerts
    OPENING = "opening"  # young enough at the feed's first poll: digests only
    BACKGROUND = "background"  # already old when first seen: remembered, never told


class Cadence(StrEnum):
    """How often a subscription wants mail."""

    IMMEDIATE = "immediate"  # an alert when a story reaches the list's threshold
    DAILY = "daily"
    WEEKDAYS = "weekdays"  # Monday to Friday
    WEEKLY = "weekly"  # on the subscription's weekday


class SubscriptionState(StrEnum):
    """Where a person stands with one list."""

    UNCONFIRMED = "unconfirmed"  # asked for, not yet confirmed by the address's owner
    CONFIRMED = "confirmed"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"  # for ever, until the person joins again


class EditionKind(StrEnum):
    """The two kinds of edition."""

    DIGEST = "digest"  # many stories at a cadence
    ALERT = "alert"  # one story now


class EditionState(StrEnum):
    """An edition grows while publishing and never changes once published."""

    PUBLISHING = "publishing"
    PUBLISHED = "published"


class MessageKind(StrEnum):
    """What a message is for; the name of its folder in `templates/mail/`."""

    DIGEST = "digest"
    ALERT = "alert"
    CONFIRM = "confirm"


class DeliveryState(StrEnum):
    """The states of a delivery (DESIGN: the ledger)."""

    QUEUED = "queued"
    SENDING = "sending"  # the intent: durable before the body leaves
    SENT = "sent"  # a server took it; not a promise that a person has it
    DEFERRED = "deferred"
    IN_DOUBT = "in doubt"  # the body may have left, no reply was seen
    HELD = "held"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Stage(StrEnum):
    """The steps of one SMTP conversation, in order (RFC 5321 §3)."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    REPLY = "reply"  # after the final dot


class Role(StrEnum):
    """What a sentence does in its article (Choubey et al., ACL 2020)."""

    MAIN = "main"
    CONSEQUENCE = "consequence"
    PREVIOUS = "previous"
    CONTEXT = "context"
    HISTORY = "history"
    ANECDOTE = "anecdote"
    EVALUATION = "evaluation"
    EXPECTATION = "expectation"
    NONE = "none"


class SectionName(StrEnum):
    """The four sections of a briefing, in the order they are always listed."""

    HAPPENING = "happening"
    IMPORTANT = "important"
    NEXT = "next"
    BEYOND = "beyond"


class BriefingStatus(StrEnum):
    """How much of a briefing its sources could carry."""

    FULL = "full"  # all four sections
    PARTIAL = "partial"  # two or three
    BRIEF = "brief"  # what happened, and no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A URL we poll."""

    id: int
    url: str
    outlet: str
    headers: Mapping[str, str] = field(default_factory=dict)  # for feeds behind a key; values are secrets
    declared: bool = False  # written in dispatcher.toml, so read-only elsewhere
    paused: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # of the last body that parsed
    next_poll_at: datetime
    first_polled_at: datetime | None = None  # null until a poll brought entries
    polled_at: datetime | None = None
    failures: int = 0  # in a row
    error: str | None = None  # why the last poll failed; null when it did not


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item of a feed as parsed: plain text, control characters removed, links absolute http(s)."""

    uid: str  # the feed's own id, else the link, else a hash of the title
    link: str | None
    title: str
    summary: str = ""  # plain text
    content: str = ""  # plain text; "" when the feed carries only a summary
    author: str | None = None
    published_at: datetime | None = None

    @property
    def text(self) -> str:
        """The longest account the feed itself gives."""
        return self.content if len(self.content) >= len(self.summary) else self.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivingEntry:
    """A parsed entry on its way into memory: new, or changed since it was stored."""

    entry: ParsedEntry
    arrival: Arrival
    fingerprint: str  # hash of all that a reader could see; equal means "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What one poll leaves behind on its feed's row."""

    feed_id: int
    polled_at: datetime
    next_poll_at: datetime
    brought_entries: bool  # false for a failure and for a feed that is still empty
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failures: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ParsedEntry):
    """A stored entry."""

    id: int
    feed_id: int
    outlet: str
    first_seen_at: datetime
    arrival: Arrival
    story_id: int | None = None  # null until grouped, and for background


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One account of an event, as the thinking stages see it: the entry of the stage commands (DESIGN §8)."""

    id: str | int
    title: str = ""
    text: str = ""
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A named interest with a query."""

    id: int
    name: str
    title: str
    query: str
    declared: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Where a word stands: code points of one field, end excluded."""

    field: str  # "title" or "text"
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The fact that an entry belongs to a topic, with the words that say why."""

    topic: str
    words: tuple[str, ...]  # as they stand in the entry
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event told by one or more entries."""

    id: int
    headline: str
    version: int  # grows with every entry that joins
    first_seen_at: datetime
    changed_at: datetime  # when the newest entry was grouped
    alertable_at: datetime | None  # when the newest `news` entry was grouped; null when it has none
    lead_entry_id: int
    entries: int
    outlets: int  # distinct outlets, not feeds
    topics: tuple[str, ...] = ()  # names; by the lead entry or a third of the entries


@dataclass(frozen=True, slots=True)
class Citation:
    """The span of a source that a sentence rests on: code points of that source's text, end excluded."""

    article: str | int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a section, with what it rests on."""

    text: str
    citations: tuple[Citation, ...]
    edits: tuple[str, ...] = ()  # recorded clean-ups, such as "dateline"; empty when verbatim


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four parts; either sentences or the reason why there are none."""

    name: SectionName
    sentences: tuple[Sentence, ...]
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Briefing:
    """The four-section account of a story."""

    status: BriefingStatus
    sections: tuple[Section, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The shape of `dispatcher story brief` (DESIGN §8)."""
        return {
            "status": str(self.status),
            "sections": [
                {
                    "name": str(section.name),
                    "sentences": [
                        {
                            "text": sentence.text,
                            "citations": [
                                {"article": c.article, "start": c.start, "end": c.end} for c in sentence.citations
                            ],
                            **({"edits": list(sentence.edits)} if sentence.edits else {}),
                        }
                        for sentence in section.sentences
                    ],
                    "missing": section.missing,
                }
                for section in self.sections
            ],
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Briefing:
        """Read what `as_json` wrote."""
        return cls(
            status=BriefingStatus(data["status"]),
            sections=tuple(
                Section(
                    name=SectionName(section["name"]),
                    sentences=tuple(
                        Sentence(
                            text=sentence["text"],
                            citations=tuple(
                                Citation(c["article"], c["start"], c["end"]) for c in sentence["citations"]
                            ),
                            edits=tuple(sentence.get("edits", ())),
                        )
                        for sentence in section["sentences"]
                    ),
                    missing=section["missing"],
                )
                for section in data["sections"]
            ),
            facts=data["facts"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A named audience with a sender, topics on offer and defaults (a `list` everywhere but in Python names)."""

    id: int
    name: str
    title: str
    sender_name: str
    sender_address: str
    reply_to: str = ""
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.DAILY
    weekday: int = 0  # Monday is 0, as in datetime
    hour: int = 7
    time_zone: str = "UTC"
    language: str = "en"
    alert_outlets: int = 2  # outlets a story needs before it breaks as an alert
    declared: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Subscriber × list."""

    id: int
    subscriber_id: int
    list_id: int
    address: str
    name: str
    state: SubscriptionState
    topics: tuple[str, ...]  # chosen topic names; empty means all that the list offers
    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str
    language: str
    next_edition_at: datetime | None  # null when immediate or not confirmed
    seen_until: datetime | None  # grouped before this is old to this person; null until the first digest
    confirmed_at: datetime | None
    nonce: str  # what this subscription's links are made from


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
