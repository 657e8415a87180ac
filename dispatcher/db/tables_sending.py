"""The schema of pacing: how fast each domain takes our mail, what is stopped, and how much each relay had on a day."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, Text

from dispatcher.db.tables import metadata
from dispatcher.db.types import Moment

pace = Table(
    "pace",  # one token bucket for each relay and recipient domain, shared by all who send
    metadata,
    Column("relay", String(64), primary_key=True),
    Column("domain", String(255), primary_key=True),  # "" is the relay as a whole
    Column("tokens", Float, nullable=False),  # messages that may go at once, as of `refilled_at`
    Column("rate", Float),  # messages a minute; null: no limit was set or learned
    Column("refilled_at", Moment, nullable=False),
    Column("slowed_at", Moment),  # when it last asked for less (421, 4.7.x); null: never
)

stop = Table(
    "stop",  # what the operator must release: nothing of it is sent
    metadata,
    Column("kind", String(12), primary_key=True),  # domain, edition, or instance
    Column("key", String(255), primary_key=True),  # the domain, the edition's id, or ""
    Column("reason", Text, nullable=False),
    Column("stopped_at", Moment, nullable=False),
)

relay_day = Table(
    "relay_day",  # how many messages a relay was given on a day, for warming up
    metadata,
    Column("relay", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),  # UTC
    Column("messages", Integer, nullable=False),
)
