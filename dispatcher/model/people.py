"""Lists, and who joined them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.model.states import Cadence, SubscriptionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How a list's mails and pages look. Empty: as the built-in templates do."""

    logo: str = ""  # https address of an image; shown with the title as its text
    colour: str = ""  # "#rrggbb": links and rules on light ground
    colour_dark: str = ""  # the same on dark ground
    font: str = ""  # "serif" or "sans"
    address: str = ""  # postal address line in the foot


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A named audience with a sender, topics on offer and defaults (a `list` everywhere but in Python names)."""

    id: int
    name: str
    title: str
    sender_name: str
    sender_address: str
    reply_to: str = ""
    unsubscribe_address: str = ""  # mailbox for readers whose mail program leaves by mail; empty: none is offered
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.DAILY
    weekday: int = 0  # Monday is 0, as in datetime
    hour: int = 7
    time_zone: str = "UTC"
    language: str = "en"
    alert_outlets: int = 2  # outlets a story needs before it breaks as an alert
    alert_entries: int = 2  # entries it needs
    alert_score: float = 0.0  # rank it needs (`stories.rank`)
    alerts_a_day: int = 6  # most alerts one person gets on a local day
    quiet_from: int | None = None  # local hour from which no alert is sent; null: never quiet
    quiet_until: int | None = None  # local hour at which those that waited are sent
    full_stories: int = 5  # stories of a digest told in full; the rest by headline, a sentence and link
    brand: Brand = field(default_factory=Brand)
    goodbye: bool = False  # whether who leaves gets one last mail
    max_lateness: int | None = None  # hours after which a digest is skipped; null: a cadence
    declared: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a person may choose anew."""

    topics: tuple[str, ...]  # names; empty means all that the list offers
    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str


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
    consent_source: str | None = None  # null when nobody told
    consent_at: datetime | None = None  # null when nobody told
