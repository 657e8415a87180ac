"""
Bytes → BounceReport: what one mail that came back says.

Structure first: a delivery report (RFC 3464), a feedback report (RFC 5965). Then text, by the families of servers that write it. A machine
that answers for a person is no bounce. Never raises, and takes time in proportion to what it looks at, which is bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from dispatcher.model import BounceKind, BounceReport, Failure
from dispatcher.transport.bounces import fields, ours, prose
from dispatcher.transport.bounces.auto_replies import is_auto_reply
from dispatcher.transport.bounces.collected import collected
from dispatcher.transport.bounces.parts import Mail, mail
from dispatcher.transport.bounces.ses_events import report_of
from dispatcher.transport.bounces.shapes import ADDRESS, DAEMON, FAILED, SUBJECT

_ADDRESS = re.compile(ADDRESS)
_STATED = re.compile(r"^[ \t>]{0,4}(?:final|original)-recipient[ \t]?:", re.IGNORECASE | re.MULTILINE)
_NO_COMPLAINT = frozenset({"auth-failure", "not-spam", "dmarc"})  # RFC 6591, RFC 6430: no reader pressed anything
_ENOUGH = 2  # signs of a server: people write such subjects as well, and quote reports
_MOST_OF_AN_ID = 500  # characters
_Meaning = tuple[BounceKind, tuple[Failure, ...], str]  # kind, what is said of each recipient, why
_WORST = (BounceKind.HARD, BounceKind.SOFT, BounceKind.COMPLAINT, BounceKind.NONE)


def read(data: bytes) -> BounceReport:
    """What a mail says of mail of ours; `none` when it is no report."""
    found = mail(data)
    notice, copies = _told(found)
    told = _told_by_ses(found) or BounceReport(kind=BounceKind.NONE)
    kind, failures, reason = _meaning(found, notice, copies) if not told.failures else _of(told.failures)
    return BounceReport(
        kind=kind,
        failures=failures,
        reason=reason,
        own_id=found.header.get("message-id")[:_MOST_OF_AN_ID],
        addressed=ours.addressed(found),
        senders=(*ours.senders(found, copies), *told.senders),
        message_ids=(*ours.message_ids(found, copies), *told.message_ids),
        tokens=ours.tokens(copies),
    )


def _meaning(found: Mail, notice: str, copies: Sequence[str]) -> _Meaning:
    structured = _by_structure(found, notice, copies)
    if structured is not None:
        return structured
    known = collected(found)
    if not _is_from_a_server(found, notice, is_known=bool(known.failed or known.delayed)):
        if is_auto_reply(found):
            return BounceKind.AUTO_REPLY, (), fields.one_line(found.header.get("subject"))
        return BounceKind.NONE, (), "no report"
    failures = prose.failures(notice, named=_named(found), known=known, strangers=_strangers(found))
    if not failures[0].address:
        failures = _structured(found, notice, within=True) or failures
    return _of(failures)


def _by_structure(found: Mail, notice: str, copies: Sequence[str]) -> _Meaning | None:
    feedback = found.of_kind("message/feedback-report")
    if feedback:
        return _complaint(feedback[0].text, copies)
    failures = _structured(found, notice)
    if failures:
        return _of(failures)
    if found.of_kind("message/disposition-notification") and not FAILED.search(notice):
        return BounceKind.NONE, (), "a confirmation that it was read or deleted"
    return None


def _told_by_ses(found: Mail) -> BounceReport | None:
    """SNS mails its notifications as JSON, in lines of a thousand octets with an exclamation mark where one was cut."""
    for part in found.of_kind("text/plain"):
        if part.text.lstrip().startswith("{") and "notificationType" in part.text:
            event = _object(part.text)
            return report_of(_object(str(event["Message"])) if "Message" in event else event, own_id="")
    return None


def _object(text: str) -> dict[str, Any]:
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip().replace("!\n ", ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _of(failures: Sequence[Failure]) -> _Meaning:
    kinds = {each.kind for each in failures}
    kind = next(each for each in _WORST if each in kinds)
    return kind, tuple(failures), next(each.reason for each in failures if each.kind is kind)


def _told(found: Mail) -> tuple[str, list[str]]:
    """What the report says to people, and the copies of our message in it."""
    texts = found.of_kind("text/plain") or found.of_kind("text/html") or found.of_kind("multipart/report")
    notices, copies = [], [part.text for part in found.parts if part.is_ours]
    for part in texts:
        notice, copy = prose.halves(part.text)
        notices.append(notice)
        copies.append(copy)
    return "\n".join(notices)[: prose.MOST_OF_A_NOTICE], [copy for copy in copies if copy]


def _structured(found: Mail, notice: str, *, within: bool = False) -> list[Failure]:
    """What delivery reports say; `within` also those inside a copy, as of a report that was sent on."""
    kinds = ("message/delivery-status", "message/global-delivery-status")
    parts = [part for part in found.parts if part.kind in kinds] if within else found.of_kind(*kinds)
    if not parts and not within:
        parts = [part for part in found.parts if part.kind.startswith("text/") and _STATED.search(part.text)]
    everyone: dict[str, Failure] = {}
    for part in parts:
        for failure in fields.failures(part.text, notice=notice):
            everyone.setdefault(failure.address.lower(), failure)
    return list(everyone.values())


def _complaint(text: str, copies: Sequence[str]) -> _Meaning:
    stated = next(fields.groups(text), {})
    what = stated.get("feedback-type", "").lower()
    kind = BounceKind.NONE if what in _NO_COMPLAINT else BounceKind.COMPLAINT
    named = _ADDRESS.findall(stated.get("original-rcpt-to", "") or stated.get("removal-recipient", ""))
    if not named:
        named = [
            found[1]
            for copy in copies
            if (
                found := re.search(
                    rf"^(?:x-hmxmroriginalrecipient|to)[ \t]?:[^\n@]{{0,80}}?<?{ADDRESS}",
                    copy,
                    re.IGNORECASE | re.MULTILINE,
                )
            )
        ][:1]
    reason = fields.one_line(what or "a complaint without a type")
    return kind, tuple(Failure(address=each, kind=kind, reason=reason) for each in named), reason


def _is_from_a_server(found: Mail, notice: str, *, is_known: bool) -> bool:
    header = found.header
    if header.get("x-failed-recipients"):
        return True
    by_name = bool(DAEMON.search(header.get("from"))) or header.get("return-path") == "<>"
    by_subject = bool(SUBJECT.search(header.get("subject")))
    says_so = bool(FAILED.search(notice))
    return sum((by_name, by_subject, says_so, is_known)) >= _ENOUGH


def _named(found: Mail) -> list[str]:
    return list(
        dict.fromkeys(
            each["address"] for value in found.header.all("x-failed-recipients") for each in _ADDRESS.finditer(value)
        )
    )


def _strangers(found: Mail) -> set[str]:
    """Who writes, and whom they write to."""
    return {
        each["address"].lower()
        for name in ("from", "sender", "reply-to", "to")
        for each in _ADDRESS.finditer(found.header.get(name))
    }
