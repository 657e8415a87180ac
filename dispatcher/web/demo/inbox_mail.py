"""Received bytes → what the inbox shows of a mail. Pure; never fails on odd bytes, because the inbox shows what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from dispatcher.model import MessageKind

_TYPE = 2  # its place in a Feedback-ID
_KINDS = frozenset(map(str, MessageKind))
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """One mail of the inbox."""

    number: int  # from 1, in the order they came
    kind: str  # a MessageKind
    sender_name: str
    sender_address: str
    recipients: tuple[str, ...]
    subject: str
    received_at: datetime
    size: int  # bytes
    text: str
    html: str
    header_lines: str  # as they came
    rest: str  # the source below the headers, as it came
    one_click: str | None  # RFC 8058: where a mail program would post to

    @property
    def framed_html(self) -> str:
        """The HTML with links that open beside the inbox instead of inside its frame; nothing else is changed."""
        base = '<base target="_blank">'
        opened, found = _HEAD.subn(lambda head: head[0] + base, self.html, count=1)
        return opened if found else base + self.html


def read_mail(data: bytes, *, number: int, recipients: tuple[str, ...], received_at: datetime) -> MailView:
    """Read a mail's bytes for display."""
    message = message_from_bytes(data, policy=default)
    header_lines, _, rest = data.replace(b"\r\n", b"\n").decode("utf-8", "replace").partition("\n\n")
    sender = _sender(message)
    return MailView(
        number=number,
        kind=kind_of(data),
        sender_name=sender[0] or sender[1] or "?",
        sender_address=sender[1],
        recipients=recipients,
        subject=str(message.get("Subject", "")) or "(no subject)",
        received_at=received_at,
        size=len(data),
        text=_part(message, "plain") or "(this mail has no text part)",
        html=_part(message, "html") or "<p>(This mail has no HTML part.)</p>",
        header_lines=header_lines,
        rest=rest,
        one_click=_one_click(message),
    )


def kind_of(data: bytes) -> str:
    """What a mail is for, as its Feedback-ID says (`campaign:customer:type:sender`); what carries none is the operator's."""
    fields = str(message_from_bytes(data, policy=default).get("Feedback-ID", "")).split(":")
    return fields[_TYPE] if len(fields) > _TYPE and fields[_TYPE] in _KINDS else str(MessageKind.NOTICE)


def _sender(message: EmailMessage) -> tuple[str, str]:
    header = message.get("From")
    addresses = getattr(header, "addresses", ())
    return (addresses[0].display_name, addresses[0].addr_spec) if addresses else ("", "")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, UnicodeError):  # a charset nobody knows
        text = part.get_payload(decode=True)
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def _one_click(message: EmailMessage) -> str | None:
    if "one-click" not in str(message.get("List-Unsubscribe-Post", "")).lower():
        return None
    found = re.search(r"<(https?://[^>]+)>", str(message.get("List-Unsubscribe", "")))
    return found[1] if found else None
