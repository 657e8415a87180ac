"""
The schema of news: feeds to briefings. People and mail stand in `tables_people.py` and `tables_mail.py`.

Singular names, one per noun of the glossary. A column that may be null says when.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from dispatcher.db.types import Json, Moment, words
from dispatcher.model import Arrival, ArticleState, BriefingStatus

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

instance = Table(
    "instance",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("outlet", Text, nullable=False),
    Column("headers", Json, nullable=False),
    Column("declared", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("etag", Text),  # null when the server gives none
    Column("last_modified", Text),  # null when the server gives none
    Column("body_hash", String(64)),  # null until a body parsed
    Column("next_poll_at", Moment, nullable=False),
    Column("first_polled_at", Moment),  # null until a poll brought entries
    Column("polled_at", Moment),  # null until the first poll
    Column("failures", Integer, nullable=False),
    Column("error", Text),  # null unless the last poll failed
    Column("failing_since", Moment),  # null unless the last poll failed: the first of those that failed in a row
    Column("articles", Boolean, nullable=False, server_default=true()),  # whether its articles may be fetched
    Column("country", String(2), nullable=False, server_default=""),  # ISO 3166, of the outlet; empty: unknown
    Column("removed_at", Moment),  # null unless removed: its entries stay, it is shown nowhere
    Column("created_at", Moment, nullable=False),
)
Index(
    "ix_feed_due",
    feed.c.next_poll_at,
    sqlite_where=feed.c.removed_at.is_(None),
    postgresql_where=feed.c.removed_at.is_(None),
)

story = Table(
    "story",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("headline", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    Column("alertable_at", Moment, index=True),  # null while no entry of it is news
    Column("lead_entry_id", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", ForeignKey("feed.id"), nullable=False),
    Column("identity", String(64), nullable=False),  # hash of uid and link, which may be long
    Column("uid", Text, nullable=False),
    Column("link", Text),  # null when the feed gave no usable link
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("author", Text),  # null when the feed names none
    Column("published_at", Moment),  # null when the feed gives no date
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment),  # null until the outlet edited it
    Column("fingerprint", String(64), nullable=False),
    Column("arrival", String(12), nullable=False),
    Column("story_id", ForeignKey("story.id"), index=True),  # null until grouped, and for background
    Column("grouped_at", Moment, index=True),  # null until grouped, and for background
    UniqueConstraint("feed_id", "identity"),
    CheckConstraint(f"arrival IN ({words(Arrival)})", name="arrival"),
)
_waiting = (entry.c.grouped_at.is_(None)) & (entry.c.arrival != Arrival.BACKGROUND.value)
Index("ix_entry_waiting", entry.c.first_seen_at, entry.c.id, sqlite_where=_waiting, postgresql_where=_waiting)

article = Table(
    "article",
    metadata,
    Column("entry_id", ForeignKey("entry.id"), primary_key=True),
    Column("link", Text, nullable=False),  # as it was when asked: another link is asked again
    Column("state", String(12), nullable=False),
    Column("reason", Text),  # null when it was read
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("next_fetch_at", Moment),  # null when it is not asked again
    CheckConstraint(f"state IN ({words(ArticleState)})", name="state"),
)

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("declared", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
)

match = Table(
    "match",
    metadata,
    Column("entry_id", ForeignKey("entry.id"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("words", Json, nullable=False),
    Column("spans", Json, nullable=False),
)

story_topic = Table(
    "story_topic",
    metadata,
    Column("story_id", ForeignKey("story.id"), primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True),
)

briefing = Table(
    "briefing",
    metadata,
    Column("story_id", ForeignKey("story.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("status", String(12), nullable=False),
    Column("body", Json, nullable=False),
    Column("written_at", Moment, nullable=False),
    CheckConstraint(f"status IN ({words(BriefingStatus)})", name="status"),
)

answer = Table(
    "answer",  # accepted answers of a model, by what they were asked of
    metadata,
    Column("key", String(64), primary_key=True),
    Column("body", Json, nullable=False),
    Column("written_at", Moment, nullable=False, index=True),
)
