"""What four readers nobody here wrote see in the header of a mail, in one form to compare."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any

from tests.lab import judges
from tests.lab.dovecot import Dovecot

Mailbox = tuple[str, str]  # display name, address


@dataclass(frozen=True)
class Seen:
    """A header as a reader understands it."""

    names: tuple[str, ...]  # of the fields, in order
    sender: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    others: tuple[Mailbox, ...]  # Cc, Bcc
    subject: str


def by_newer_stdlib(mail: bytes) -> Seen:
    read = message_from_bytes(mail, policy=policy.default)

    def boxes(*names: str) -> tuple[Mailbox, ...]:
        return tuple(
            (address.display_name, address.addr_spec)
            for name in names
            for field in read.get_all(name, [])
            for address in field.addresses
        )

    return Seen(
        tuple(read.keys()),
        boxes("From"),
        boxes("To"),
        boxes("Reply-To"),
        boxes("Cc", "Bcc"),
        str(read["Subject"] or ""),
    )


def by_older_stdlib(mail: bytes) -> Seen:
    read = message_from_bytes(mail, policy=policy.compat32)

    def boxes(*names: str) -> tuple[Mailbox, ...]:
        found = getaddresses([str(field) for name in names for field in read.get_all(name, [])])
        return tuple((_decoded(shown), address) for shown, address in found)

    subject = _decoded(str(read["Subject"] or "").replace("\r\n", ""))  # it leaves unfolding to its caller
    return Seen(tuple(read.keys()), boxes("From"), boxes("To"), boxes("Reply-To"), boxes("Cc", "Bcc"), subject)


def by_dovecot(server: Dovecot, mails: Sequence[bytes]) -> list[Seen]:
    """Its ENVELOPE does not decode encoded words: that is left to mail programs, and here to the older of Python's readers."""
    before = len(server.told())
    server.take(mails)
    return [_of_envelope(envelope, header) for envelope, header in server.told()[before:]]


def _of_envelope(envelope: Any, header: bytes) -> Seen:
    _, subject, sender, _, reply_to, to, cc, bcc, _, _ = envelope

    def boxes(found: Any) -> tuple[Mailbox, ...]:
        return tuple((_decoded(_text(name)), f"{_text(local)}@{_text(host)}") for name, _, local, host in found or [])

    own = header.partition(b"From: ")  # above it stands what LMTP wrote
    names = [line.partition(b":")[0].decode() for line in (own[1] + own[2]).split(b"\r\n") if line[:1].strip()]
    # RFC 3501 §7.4.2: without Reply-To the envelope repeats From.
    answers = boxes(reply_to) if "Reply-To" in names else ()
    return Seen(
        tuple(names),
        boxes(sender),
        boxes(to),
        answers,
        boxes(cc) + boxes(bcc),
        _decoded(_text(subject).replace("\r\n", "")),
    )


def by_mailparser(mails: Sequence[bytes]) -> list[Seen]:
    script = judges.ROOT / "tests" / "lab" / "mailparser.mjs"
    read = "".join(f"{base64.b64encode(mail).decode()}\n" for mail in mails)
    done = judges.said(judges.command("node"), script, judges.npm("mailparser/dist/cjs/index.js"), read=read)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(mails), done.stderr[-2000:]
    return [
        Seen(
            tuple(one["names"]),
            *(
                tuple((name, address) for name, address, _ in one[field])
                for field in ("from", "to", "reply_to", "others")
            ),
            one["subject"],
        )
        for one in found
    ]


def _decoded(text: str) -> str:
    return str(make_header(decode_header(text)))


def _text(value: bytes | None) -> str:
    return (value or b"").decode()
