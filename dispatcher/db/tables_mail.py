"""The schema of mail: editions, bodies, deliveries and the attempts at them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dispatcher.db.tables import metadata
from dispatcher.db.types import Json, Moment, words
from dispatcher.model import DeliveryState, EditionKind, EditionState, MessageKind, Stage

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_id", ForeignKey("list.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("masthead", Json, nullable=False),
    Column("published_at", Moment, nullable=False),  # when publishing began; that of the last message once published
    # The slot: null for alerts; but `due_at`, which is when those who wait for an alert are looked at again, null when nobody does.
    Column("cadence", String(12)),
    Column("time_zone", String(64)),
    Column("day", String(10)),
    Column("hour", Integer),
    Column("due_at", Moment),
    Column("story_id", ForeignKey("story.id")),  # null for digests
    Column("development", Integer, nullable=False),
    UniqueConstraint("list_id", "cadence", "time_zone", "day", "hour"),
    UniqueConstraint("list_id", "story_id", "development"),
    CheckConstraint(f"kind IN ({words(EditionKind)})", name="kind"),
    CheckConstraint(f"state IN ({words(EditionState)})", name="state"),
)

edition_story = Table(
    "edition_story",  # which stories an edition tells, whoever of its readers gets them; a private watch's alone are not in it
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", ForeignKey("story.id"), primary_key=True, index=True),
    Column("version", Integer, nullable=False),
    Column("topic", String(100)),  # null when it stands under none
    Column("position", Integer, nullable=False),
)

fragment = Table(
    "fragment",  # encoded pieces of mail, by their content: shared by all bodies that are made of them
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
)

body = Table(
    "body",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("fragments", Json, nullable=False),  # hashes, in order
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    # The message, frozen when it is queued.
    Column("kind", String(12), nullable=False),
    Column("edition_id", ForeignKey("edition.id")),  # null but for digests and alerts
    Column("subscription_id", Integer),  # null for notices to the operator
    Column("subscriber_id", Integer),  # null for notices to the operator
    Column("address", Text, nullable=False),
    Column("domain", String(255), nullable=False, server_default=""),  # of the address, in A-labels and small letters
    Column("name", Text, nullable=False),
    Column("nonce", String(40), nullable=False),
    Column("masthead", Json, nullable=False),
    Column("plan", Json, nullable=False),
    Column("period", String(40)),  # null but for digests
    Column("body_hash", ForeignKey("body.hash"), nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("date", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    # Its way to the recipient.
    Column("state", String(12), nullable=False),
    Column("reason", Text),  # null until there is something to say
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment),  # null once settled, and while sending
    Column("leased_until", Moment),  # null unless leased
    Column("lease_token", String(40)),  # null unless leased
    Column("relay", String(64)),  # which relay the last intent went to; null until the first
    Column("intended_at", Moment),  # when that body was about to leave; null until the first
    Column("doubted_at", Moment),  # since when it is in doubt; null when it never was
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),  # null until settled
    UniqueConstraint("edition_id", "subscriber_id"),
    UniqueConstraint("subscription_id", "period"),
    CheckConstraint(f"kind IN ({words(MessageKind)})", name="kind"),
    CheckConstraint(f"state IN ({words(DeliveryState)})", name="state"),
)
# Every move of a delivery writes the indexes anew that name its state: they hold what waits, and what is rare. Most are sent.
_open = delivery.c.state.in_([DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value])
_rare = delivery.c.state.not_in([DeliveryState.QUEUED.value, DeliveryState.SENT.value])
Index("ix_delivery_due", delivery.c.next_attempt_at, delivery.c.id, sqlite_where=_open, postgresql_where=_open)
Index("ix_delivery_not_after", delivery.c.not_after, delivery.c.state, sqlite_where=_open, postgresql_where=_open)
Index("ix_delivery_state", delivery.c.state, sqlite_where=_rare, postgresql_where=_rare)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("took_for", Float, nullable=False),  # seconds
    Column("relay", String(64)),  # null when none was asked
    Column("stage", String(12), nullable=False),
    Column("code", Integer),  # null when no reply was seen
    Column("enhanced", String(16)),  # null when the reply carried none (RFC 3463)
    Column("text", Text),  # null when no reply was seen
    Column("state", String(12), nullable=False),
    CheckConstraint(f"stage IN ({words(Stage)})", name="stage"),
)

notice = Table(
    "notice",  # what the operator was told of, so that it is told once
    metadata,
    Column("key", String(120), primary_key=True),  # as feed:12:dead
    Column("told_at", Moment, nullable=False),
)

bounce = Table(
    "bounce",  # what came back: delivery reports, complaints; one row for each report and recipient
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "report", String(64), nullable=False, unique=True
    ),  # hash of report and recipient: read twice, it counts once
    Column("delivery_id", ForeignKey("delivery.id"), index=True),  # null when the report names no message of ours
    Column("recipient_hash", String(64), index=True),  # as in `suppression`; null when the report names nobody
    Column("kind", String(12), nullable=False),
    Column("status", String(16)),  # null when the report carries none
    Column("reason", Text, nullable=False),
    Column("origin", String(20), nullable=False),  # imap, maildir, pipe, or the provider whose webhook told
    Column("received_at", Moment, nullable=False),
)
