"""A list, a reader and a story to start tests from; change them with `dataclasses.replace`."""

from datetime import UTC, datetime

from dispatcher.db import NewSubscription
from dispatcher.model import Cadence, Masthead, Subscription, SubscriptionState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

SUBSCRIPTION = Subscription(
    id=1,
    subscriber_id=1,
    list_id=1,
    address="anna@example.org",
    name="Anna",
    state=SubscriptionState.CONFIRMED,
    topics=(),
    cadence=Cadence.DAILY,
    weekday=0,
    hour=7,
    time_zone="Europe/Berlin",
    language="en",
    next_edition_at=None,
    seen_until=None,
    confirmed_at=None,
    nonce="n",
)

ANNA = NewSubscription(
    address="anna@example.org",
    name="Anna",
    state=SubscriptionState.CONFIRMED,
    topics=(),
    cadence=Cadence.DAILY,
    weekday=0,
    hour=7,
    time_zone="Europe/Berlin",
    language="en",
    consent_source="form",
    consent_at=NOON,
    next_edition_at=NOON,
)

MASTHEAD = Masthead(
    list_name="world",
    title="World briefing",
    sender_name="World briefing",
    sender_address="world@news.example.org",
    reply_to="",
    language="en",
    base_url="https://news.example.org",
)
