"""Mailgun's webhooks: an HMAC over moment and token (its "Securing Webhooks"); events `failed` and `complained`."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces.fields import one_line, status_in
from dispatcher.transport.bounces.words import kind_of
from dispatcher.transport.nested import at, text
from dispatcher.transport.webhooks.call import STALE, UNPROVEN, UNREADABLE, Call, Refused, is_stale, parsed, signed_at


def read(call: Call, key: str, *, now: datetime) -> tuple[BounceReport, ...] | Refused:
    """The report of one call, none for other events."""
    said = parsed(call.body)
    moment, token, signature = (text(said, "signature", name) for name in ("timestamp", "token", "signature"))
    expected = hmac.digest(key.encode(), f"{moment}{token}".encode(), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return UNPROVEN
    if is_stale(signed_at(moment), now):
        return STALE
    event = at(said, "event-data")
    if not isinstance(event, dict):
        return UNREADABLE
    # The signature covers moment and token alone: the token is what tells one event from another.
    return (_report(event, token),) if text(event, "event") in {"failed", "complained"} else ()


def signature(call: Call) -> str:
    """What tells this call from every other."""
    return text(parsed(call.body), "signature", "token")[:200]


def _report(event: dict[str, Any], token: str) -> BounceReport:
    said = text(event, "delivery-status", "message") or text(event, "delivery-status", "description")
    status = status_in(text(event, "delivery-status", "enhanced-code")) or status_in(said)
    code = text(event, "delivery-status", "code")
    kind = kind_of(status, code or None, (said,))
    if text(event, "event") == "complained":
        kind = BounceKind.COMPLAINT
    failure = Failure(
        address=text(event, "recipient"),
        kind=kind,
        status=status,
        reply_code=code or None,
        reason=one_line(said or text(event, "reason") or str(kind)),
        delayed=kind is not BounceKind.COMPLAINT and text(event, "severity") != "permanent",
    )
    message_id = text(event, "message", "headers", "message-id").strip("<>")
    sender = text(event, "envelope", "sender")
    return BounceReport(
        kind=kind,
        failures=(failure,),
        reason=failure.reason,
        own_id=f"mailgun:{text(event, 'id') or token}",
        senders=(sender,) if sender else (),
        message_ids=(f"<{message_id}>",) if message_id else (),
    )
