"""
Message + Body + Links → bytes: the RFC 5322 mail of one recipient.

Deterministic: the same row, body and links give the same bytes, so that a retry is the mail it was. Pure.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass

from dispatcher.model import Body, Message, MessageKind
from dispatcher.templating import headers
from dispatcher.templating.blanks import fill
from dispatcher.templating.encoded_words import decoded
from dispatcher.templating.links import a_label

MOST_ON_A_LINE = 76  # of a body, RFC 2045 §6.7
_NAMED = re.compile(r"(.*)<([^<>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links only one person may have."""

    unsubscribe_url: str
    preferences_url: str
    confirm_url: str | None = None  # confirm mails only


def compose(message: Message, body: Body, links: Links) -> bytes:
    """
    multipart/alternative, text first, CRLF line ends, 7-bit throughout.

    Raises TemplateError for a blank nobody can fill, InputError for an address mail cannot go to, HeaderError when the header would not
    say what was meant. Not done: DKIM, SMTPUTF8.
    """
    filled = fill(body, _values(message, links))
    parts = [_part("plain", filled.text), _part("html", filled.html)]
    boundary = _boundary(message.message_id, parts)
    fields = [
        *_fields(message, filled.subject, links),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    opening, closing = f"--{boundary}\r\n".encode("ascii"), f"--{boundary}--\r\n".encode("ascii")
    return b"".join([headers.header_bytes(fields), b"\r\n", *(opening + part for part in parts), closing])


def _values(message: Message, links: Links) -> dict[str, str]:
    if message.kind is MessageKind.CONFIRM:  # nobody said yet that name and address are theirs: no name, no other links
        return {"confirm_url": links.confirm_url or ""}
    return {
        "name": message.name,
        "unsubscribe_url": links.unsubscribe_url,
        "preferences_url": links.preferences_url,
    }


def _fields(message: Message, subject: str, links: Links) -> list[tuple[str, str]]:
    masthead = message.masthead
    confirming = message.kind is MessageKind.CONFIRM
    fields = [
        ("From", headers.mailbox(masthead.sender_name or masthead.title, masthead.sender_address)),
        ("To", headers.mailbox("" if confirming else message.name, message.address)),
        ("Subject", headers.text(subject)),
        ("Date", headers.moment(message.date)),
        ("Message-ID", _message_id(message.message_id)),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834 §5: keeps vacation replies away
    ]
    if masthead.reply_to:
        fields.insert(1, ("Reply-To", headers.mailbox(*_parted(masthead.reply_to))))
    if not confirming:
        domain = masthead.sender_address.rpartition("@")[2]
        fields += [
            ("List-Id", headers.list_id(masthead.title, masthead.list_name, domain)),
            ("List-Unsubscribe", headers.link(links.unsubscribe_url)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058 §3.1: only together with the line above
            ("Precedence", "bulk"),
        ]
    return fields


def _parted(mailbox: str) -> tuple[str, str]:
    """Name and address of a mailbox as an operator writes it; what is wrong with the address, `headers` says."""
    named = _NAMED.fullmatch(decoded(mailbox))
    return (named[1].strip(' "'), named[2]) if named else ("", mailbox)


def _message_id(message_id: str) -> str:
    left, _, domain = message_id.strip("<>").rpartition("@")
    return f"<{headers.addr_spec(f'{left}@{a_label(domain)}')}>"


def _part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    data = lines.replace("\n", "\r\n").encode()
    encoding = "7bit"
    if not _fits(lines):
        encoding, data = "quoted-printable", binascii.b2a_qp(data, istext=True)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + data + b"\r\n"  # this line end belongs to the boundary, RFC 2046 §5.1.1


def _fits(text: str) -> bool:
    """Whether it may travel as it is: ASCII, short lines, none that a relay is known to change."""
    if not text.isascii():
        return False
    lines = text.split("\n")
    return all(
        len(line) <= MOST_ON_A_LINE and not line.startswith("From ") and line.rstrip() == line and "\x00" not in line
        for line in lines
    )


def _boundary(message_id: str, parts: list[bytes]) -> str:
    """From the Message-ID; another one in the case, not seen yet, that a part holds it."""
    boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24]
    while any(boundary.encode("ascii") in part for part in parts):
        boundary = "=_" + hashlib.sha256(boundary.encode()).hexdigest()[:24]
    return boundary
