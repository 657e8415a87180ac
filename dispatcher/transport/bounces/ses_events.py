"""An SES event (bounce, complaint, delay) → BounceReport, whether SNS posts it or mails it. Pure; what signs it is not looked at."""

from __future__ import annotations

from typing import Any

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces.fields import one_line, reply_code_in, status_in
from dispatcher.transport.bounces.words import kind_of
from dispatcher.transport.nested import at, objects, text

_NO_COMPLAINT = frozenset({"auth-failure", "not-spam"})


def report_of(event: Any, *, own_id: str) -> BounceReport | None:
    """What an event says; None for one that is about nothing that came back."""
    if not isinstance(event, dict):
        return None
    what = str(event.get("notificationType") or event.get("eventType") or "")
    match what:
        case "Bounce":
            failures = [_bounced(each) for each in objects(event, "bounce", "bouncedRecipients")]
        case "Complaint":
            said = text(event, "complaint", "complaintFeedbackType") or "abuse"
            kind = BounceKind.NONE if said in _NO_COMPLAINT else BounceKind.COMPLAINT
            failures = [
                Failure(address=text(each, "emailAddress"), kind=kind, reason=said)
                for each in objects(event, "complaint", "complainedRecipients")
            ]
        case "DeliveryDelay":
            failures = [_bounced(each, delayed=True) for each in objects(event, "deliveryDelay", "delayedRecipients")]
        case "Delivery":
            said = text(event, "delivery", "smtpResponse")
            recipients = at(event, "delivery", "recipients")
            failures = [
                Failure(address=text(each), kind=BounceKind.NONE, status=status_in(said), reason=one_line(said))
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
        senders=tuple(filter(None, [text(event, "mail", "source")])),
        message_ids=_message_ids(event),
    )


def _bounced(recipient: dict[str, Any], *, delayed: bool = False) -> Failure:
    said = text(recipient, "diagnosticCode")
    status, code = status_in(said) or status_in(text(recipient, "status")), reply_code_in(said)
    kind = BounceKind.SOFT if delayed else kind_of(status, code, (said,))
    return Failure(
        address=text(recipient, "emailAddress"),
        kind=kind,
        status=status,
        reply_code=code,
        reason=one_line(said or status or "no reason given"),
        delayed=delayed,
    )


def _message_ids(event: dict[str, Any]) -> tuple[str, ...]:
    """Ours: SES puts its own in the place of it, and shows what we wrote among the headers."""
    headers = [
        text(each, "value") for each in objects(event, "mail", "headers") if text(each, "name").lower() == "message-id"
    ]
    found = [*headers, text(event, "mail", "commonHeaders", "messageId")]
    return tuple(dict.fromkeys(f"<{each.strip('<>')}>" for each in found if each))
