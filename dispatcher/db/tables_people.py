"""The schema of people: lists, subscribers, what they chose and what they had."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from dispatcher.db.tables import metadata
from dispatcher.db.types import Json, Moment, words
from dispatcher.model import Cadence, SubscriptionState, SuppressionKind

mailing_list = Table(
    "list",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("sender_address", Text, nullable=False),
    Column("reply_to", Text, nullable=False),
    Column("unsubscribe_address", Text, nullable=False, server_default=""),
    Column("cadence", String(12), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    Column("alert_outlets", Integer, nullable=False),
    Column("alert_entries", Integer, nullable=False, server_default="2"),
    Column("alert_score", Float, nullable=False, server_default="0"),
    Column("alerts_a_day", Integer, nullable=False, server_default="6"),
    Column("quiet_from", Integer),  # null: no quiet hours
    Column("quiet_until", Integer),  # null: no quiet hours
    Column("full_stories", Integer, nullable=False, server_default="5"),
    Column("brand", Json, nullable=False, server_default="{}"),
    Column("goodbye", Boolean, nullable=False, server_default=false()),
    Column("max_lateness", Integer),  # hours; null: a cadence
    Column("declared", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    CheckConstraint(f"cadence IN ({words(Cadence)})", name="cadence"),
)

list_topic = Table(
    "list_topic",
    metadata,
    Column("list_id", ForeignKey("list.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False),  # as the person wrote it, its domain in lower case
    Column("address_key", Text, nullable=False, unique=True),  # what tells one person from another
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber_id", ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    Column("list_id", ForeignKey("list.id"), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("cadence", String(12), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    Column("next_edition_at", Moment),  # null when immediate, and unless confirmed
    Column("seen_until", Moment),  # null until the first digest was due
    Column("nonce", String(40), nullable=False, unique=True),
    Column("consent_source", Text),  # null when nobody told
    Column("consent_at", Moment),  # null when nobody told
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),  # null until confirmed
    Column("unsubscribed_at", Moment),  # null unless unsubscribed
    Column("unsubscribe_reason", Text),  # null unless unsubscribed
    Column("paused_until", Moment),  # null unless paused until a date
    UniqueConstraint("subscriber_id", "list_id"),
    CheckConstraint(f"state IN ({words(SubscriptionState)})", name="state"),
    CheckConstraint(f"cadence IN ({words(Cadence)})", name="cadence"),
)
_due = subscription.c.state == SubscriptionState.CONFIRMED.value
Index("ix_subscription_due", subscription.c.next_edition_at, sqlite_where=_due, postgresql_where=_due)

subscription_topic = Table(
    "subscription_topic",
    metadata,
    Column("subscription_id", ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
)

watch = Table(
    "watch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("query", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

watch_match = Table(
    "watch_match",
    metadata,
    Column("entry_id", ForeignKey("entry.id"), primary_key=True),
    Column("watches", Json, nullable=False),  # ids, packed: one row per entry, expanded at publishing
)

history = Table(
    "history",
    metadata,
    Column("subscriber_id", ForeignKey("subscriber.id", ondelete="CASCADE"), primary_key=True),
    Column("entry_id", ForeignKey("entry.id"), primary_key=True, index=True),
    Column("edition_id", Integer),  # null for what a welcome told
    Column("told_at", Moment),  # null for what was told before this was noted
)

suppression = Table(
    "suppression",
    metadata,
    Column("address_hash", String(64), primary_key=True),  # keyed with the instance's secret
    Column("kind", String(12), nullable=False, server_default=SuppressionKind.REFUSED.value),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
