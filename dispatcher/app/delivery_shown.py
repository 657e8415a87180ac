"""Delivery → what an operator wants to see of it: its message, every attempt, what came back. Addresses only where asked for."""

from __future__ import annotations

import re
from typing import Any

from dispatcher.app.bootstrap import App
from dispatcher.db import Choice, Transaction
from dispatcher.model import Delivery

# Servers like to repeat an address in their words.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


def without_addresses(text: str | None) -> str | None:
    """A server's words with `(address)` wherever one stands."""
    return text and _ADDRESS.sub("(address)", text)


def row(delivery: Delivery) -> dict[str, Any]:
    """A delivery as a line of a list."""
    return {
        "id": delivery.id,
        "kind": str(delivery.message.kind),
        "edition": delivery.message.edition_id,
        "subscription": delivery.message.subscription_id,
        "domain": delivery.domain,
        "state": str(delivery.state),
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.next_attempt_at,
        "reason": without_addresses(delivery.reason),
    }


async def shown(app: App, delivery_id: int, *, address: bool = False) -> dict[str, Any] | None:
    """One delivery with its whole history as plain values; None when there is none. `address` tells to whom it goes."""
    async with app.db.reading() as tx:
        found = await tx.by_hand.list(Choice(ids=(delivery_id,)), limit=1)
        if not found:
            return None
        (delivery,) = found
        attempts = await tx.by_hand.attempts(delivery_id)
        bounces = await tx.by_hand.bounces(delivery_id)
        list_name = await _list_name(tx, delivery)
    said = (lambda text: text) if address else without_addresses
    message = delivery.message
    return {
        "id": delivery.id,
        "message_id": message.message_id,
        "kind": str(message.kind),
        "list": list_name,
        "edition": message.edition_id,
        "subscription": message.subscription_id,
        **({"address": message.address} if address else {}),
        "domain": delivery.domain,
        "state": str(delivery.state),
        "reason": said(delivery.reason),
        "relay": delivery.relay,
        "queued_at": delivery.created_at,
        "next_attempt_at": delivery.next_attempt_at,
        "not_after": message.not_after,
        "in_doubt_since": delivery.doubted_at,
        "settled_at": delivery.settled_at,
        "attempts": [
            {
                "at": each.started_at,
                "relay": each.relay,
                "stage": str(each.stage),
                "code": each.reply and each.reply.code,
                "enhanced": each.reply and each.reply.enhanced,
                "took_for": round(each.took_for, 3),
                "state": str(each.state),
                "said": said(each.reply.text) if each.reply else None,
            }
            for each in attempts
        ],
        "bounces": [
            {
                "at": each.received_at,
                "kind": each.kind,
                "status": each.status,
                "by": each.origin,
                "reason": said(each.reason),
            }
            for each in bounces
        ],
    }


async def _list_name(tx: Transaction, delivery: Delivery) -> str | None:
    if delivery.message.subscription_id is None:
        return None
    person = await tx.subscriptions.get(delivery.message.subscription_id)
    audience = await tx.lists.get(person.list_id) if person else None
    return audience.name if audience else None
