"""Postmark's bounce and spam complaint webhooks: HTTP basic authentication or a token in the address; it signs nothing."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces.fields import one_line, reply_code_in, status_in
from dispatcher.transport.bounces.words import kind_of
from dispatcher.transport.nested import text
from dispatcher.transport.webhooks.call import UNPROVEN, UNREADABLE, Call, Refused, parsed

_AUTO = frozenset(
    {"AutoResponder", "AddressChange", "Subscribe", "Unsubscribe", "OpenRelayTest", "ChallengeVerification"}
)
_NOBODY = frozenset({"HardBounce", "BadEmailAddress"})  # "unknown user, mailbox not found"; "the address is not valid"
_TRYING = frozenset({"Transient", "DnsError"})  # they go on trying


def read(call: Call, token: str) -> tuple[BounceReport, ...] | Refused:
    """The report of one call, none for other records."""
    given = call.query.get("token") or _password(call.headers.get("authorization", ""))
    if not hmac.compare_digest(token.encode(), given.encode("utf-8", "replace")):
        return UNPROVEN
    record = parsed(call.body)
    if not isinstance(record, dict):
        return UNREADABLE
    return (_report(record),) if text(record, "RecordType") in {"Bounce", "SpamComplaint"} else ()


def _report(record: dict[str, Any]) -> BounceReport:
    what, details = text(record, "Type"), text(record, "Details")
    status, code = status_in(details), reply_code_in(details)
    failure = Failure(
        address=text(record, "Email"),
        kind=_kind(record, what, kind_of(status, code, (details,)), status),
        status=status,
        reply_code=code,
        reason=one_line(details or text(record, "Description") or what),
        delayed=what in _TRYING,
    )
    # They put an id of their own in the place of ours unless told not to; it may come back among what was sent along.
    message_id = text(record, "Metadata", "message-id").strip("<>")
    return BounceReport(
        kind=failure.kind,
        failures=(failure,),
        reason=failure.reason,
        own_id=f"postmark:{text(record, 'ID') or text(record, 'MessageID')}",
        message_ids=(f"<{message_id}>",) if message_id else (),
    )


def _kind(record: dict[str, Any], what: str, by_words: BounceKind, status: str | None) -> BounceKind:
    if text(record, "RecordType") == "SpamComplaint" or what == "SpamComplaint":
        return BounceKind.COMPLAINT
    if what in _AUTO:
        return BounceKind.AUTO_REPLY
    if what in _NOBODY and status is None:
        return BounceKind.HARD
    return by_words


def _password(header: str) -> str:
    """Of `Basic dXNlcjpwYXNz` (RFC 7617 §2); "" for anything else."""
    scheme, _, given = header.partition(" ")
    try:
        return base64.b64decode(given).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except ValueError:
        return ""
