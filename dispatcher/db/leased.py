"""
Rows of `delivery` as the drivers give them → Delivery.

A million deliveries of one edition share a few mastheads, plans and moments: what was read once is not read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from dispatcher.db.codec import masthead_from_json, plan_from_json
from dispatcher.model import Delivery, DeliveryState, Masthead, Message, MessageKind, Plan

COLUMNS = (
    *("id", "state", "reason", "attempts", "next_attempt_at", "created_at", "domain", "relay", "doubted_at"),
    *("kind", "edition_id", "subscription_id", "subscriber_id", "address", "name", "nonce"),
    *("masthead", "plan", "period", "body_hash", "message_id", "date", "not_after"),
)
_KINDS = {kind.value: kind for kind in MessageKind}
_STATES = {state.value: state for state in DeliveryState}


def deliveries_of(rows: Iterable[Sequence[Any]], *, moment: Callable[[Any], datetime]) -> list[Delivery]:
    """Rows in the order of `COLUMNS`, JSON as text; the longest waiting first. `moment` reads the driver's moments."""
    return [_delivery(row, moment) for row in sorted(rows, key=lambda row: (row[4], row[0]))]


@lru_cache(maxsize=1024)
def moment_of_text(text: str) -> datetime:
    """A moment as SQLite keeps it (`types.Moment`)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def text_of_moment(moment: datetime) -> str:
    """As `types.Moment` writes it on SQLite."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(" ", "microseconds")[:26]


def _delivery(row: Sequence[Any], moment: Callable[[Any], datetime]) -> Delivery:
    number, state, reason, attempts, coming, created, domain, relay, doubted, kind, edition, subscription, *rest = row
    subscriber, address, name, nonce, masthead, plan, period, body_hash, message_id, date, not_after = rest
    return Delivery(
        id=number,
        message=Message(
            kind=_KINDS[kind],
            edition_id=edition,
            subscription_id=subscription,
            subscriber_id=subscriber,
            address=address,
            name=name,
            nonce=nonce,
            masthead=_masthead(masthead),
            plan=_plan(plan),
            period=period,
            body_hash=body_hash,
            message_id=message_id,
            date=moment(date),
            not_after=moment(not_after),
        ),
        state=_STATES[state],
        reason=reason,
        attempts=attempts,
        next_attempt_at=moment(coming),
        created_at=moment(created),
        domain=domain,
        relay=relay,
        doubted_at=None if doubted is None else moment(doubted),
    )


@lru_cache(maxsize=64)
def _masthead(text: str) -> Masthead:
    return masthead_from_json(json.loads(text))


@lru_cache(maxsize=4096)
def _plan(text: str) -> Plan:
    return plan_from_json(json.loads(text))
