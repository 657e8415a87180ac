"""Lists, and who joined them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatcher.model.states import Cadence, SubscriptionState


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
    consent_source: str | None = None  # null when nobody told
    consent_at: datetime | None = None  # null when nobody told
