"""An SES event (bounce, complaint, delay) → BounceReport, whether SNS posts it or mails it. Pure; what signs it is not looked at."""

from __future__ import annotations

from typing import Any

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces.fields import one_line, reply_code_in, status_in
from dispatcher.transport.bounces.words import kind_of

_NO_COMPLAINT = frozenset({"auth-failure", "not-spam"})


def report_of(event: Any, *, own_id: str) -> BounceReport | None:
    """What an event says; None for one that is about nothing that came back."""
    if not isinstance(event, dict):
        return None
    what = str(event.get("notificationType") or event.get("eventType") or "")
    match what:
        case "Bounce":
            failures = [_bounced(each) for each in _objects(event, "bounce", "bouncedRecipients")]
        case "Complaint":
            said = _text(event, "complaint", "complaintFeedbackType") or "abuse"
            kind = BounceKind.NONE if said in _NO_COMPLAINT else BounceKind.COMPLAINT
            failures = [
                Failure(address=_text(each, "emailAddress"), kind=kind, reason=said)
                for each in _objects(event, "complaint", "complainedRecipients")
            ]
        case "DeliveryDelay":
            failures = [_bounced(each, delayed=True) for each in _objects(event, "deliveryDelay", "delayedRecipients")]
        case "Delivery":
            said = _text(event, "delivery", "smtpResponse")
            recipients = _at(event, "delivery", "recipients")
            failures = [
                Failure(address=_text(each), kind=BounceKind.NONE, status=status_in(said), reason=one_line(said))
                for each in (recipients if isinstance(recipients, list) else [])[:1_000]
            ]
        case _:
            return None
    if not failures:
        return None
    worst = next((each for each in failures if each.kind is BounceKind.HARD), failures[0])
    return BounceReport(
        kind=worst.kind,
        failures=tuple(failures),
        reason=worst.reason,
        own_id=own_id,
        senders=tuple(filter(None, [_text(event, "mail", "source")])),
        message_ids=_message_ids(event),
    )


def _bounced(recipient: dict[str, Any], *, delayed: bool = False) -> Failure:
    said = _text(recipient, "diagnosticCode")
    status, code = status_in(said) or status_in(_text(recipient, "status")), reply_code_in(said)
    kind = BounceKind.SOFT if delayed else kind_of(status, code, (said,))
    return Failure(
        address=_text(recipient, "emailAddress"),
        kind=kind,
        status=status,
        reply_code=code,
        reason=one_line(said or status or "no reason given"),
        delayed=delayed,
    )


def _message_ids(event: dict[str, Any]) -> tuple[str, ...]:
    """Ours: SES puts its own in the place of it, and shows what we wrote among the headers."""
    headers = [
        _text(each, "value")
        for each in _objects(event, "mail", "headers")
        if _text(each, "name").lower() == "message-id"
    ]
    found = [*headers, _text(event, "mail", "commonHeaders", "messageId")]
    return tuple(dict.fromkeys(f"<{each.strip('<>')}>" for each in found if each))


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any, *path: str) -> str:
    found = _at(value, *path)
    return "".join(each if each.isprintable() else " " for each in found[:4_000]) if isinstance(found, str) else ""


def _objects(value: Any, *path: str) -> list[dict[str, Any]]:
    found = _at(value, *path)
    return [each for each in found if isinstance(each, dict)][:1_000] if isinstance(found, list) else []
