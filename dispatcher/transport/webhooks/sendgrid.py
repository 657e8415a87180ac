"""SendGrid's signed event webhook: ECDSA over moment and body; events `bounce`, `dropped`, `deferred` and `spamreport`."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces.fields import one_line, reply_code_in, status_in
from dispatcher.transport.bounces.words import kind_of
from dispatcher.transport.nested import objects, text
from dispatcher.transport.webhooks.call import STALE, UNPROVEN, UNREADABLE, Call, Refused, is_stale, parsed, signed_at

SIGNATURE = "x-twilio-email-event-webhook-signature"
MOMENT = "x-twilio-email-event-webhook-timestamp"
_EVENTS = frozenset({"bounce", "dropped", "deferred", "spamreport"})


def read(call: Call, key: str, *, now: datetime) -> tuple[BounceReport, ...] | Refused:
    """The reports of one call: they come in batches. `key` is the public key in base64, as their pages show it."""
    moment = call.headers.get(MOMENT, "")
    if not _is_signed(call, key, moment):
        return UNPROVEN
    if is_stale(signed_at(moment), now):
        return STALE
    events = parsed(call.body)
    if not isinstance(events, list):
        return UNREADABLE
    return tuple(_report(event) for event in objects(events) if text(event, "event") in _EVENTS)


def signature(call: Call) -> str:
    """What tells this call from every other."""
    return call.headers.get(SIGNATURE, "")[:500]


def _is_signed(call: Call, key: str, moment: str) -> bool:
    try:
        public = load_der_public_key(base64.b64decode(key))
        if not isinstance(public, EllipticCurvePublicKey):
            return False
        public.verify(base64.b64decode(call.headers.get(SIGNATURE, "")), moment.encode() + call.body, ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def _report(event: dict[str, Any]) -> BounceReport:
    what, said = text(event, "event"), text(event, "reason") or text(event, "response")
    status, code = status_in(text(event, "status")) or status_in(said), reply_code_in(said)
    kind = kind_of(status, code, (said,))
    if what == "spamreport":
        kind = BounceKind.COMPLAINT
    elif what != "bounce":  # dropped: they kept it back on their own account, and say so of earlier mail
        kind = BounceKind.SOFT
    failure = Failure(
        address=text(event, "email"),
        kind=kind,
        status=status,
        reply_code=code,
        reason=one_line(said or what),
        delayed=what == "deferred",
    )
    message_id = text(event, "smtp-id").strip("<>")
    return BounceReport(
        kind=kind,
        failures=(failure,),
        reason=failure.reason,
        own_id=f"sendgrid:{text(event, 'sg_event_id')}",
        message_ids=(f"<{message_id}>",) if message_id else (),
    )
