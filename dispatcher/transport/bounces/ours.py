"""What a report shows of our message: its Message-ID, the tokens of its links, and the addresses that may carry our mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dispatcher.transport.bounces.parts import Header, Mail
from dispatcher.transport.bounces.shapes import ADDRESS

MOST = 50  # ids and addresses; a report about one message needs a few
_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc", "apparently-to")
_ID = re.compile(r"<[^\s<>@]{1,200}@[^\s<>@]{1,250}>")
_LINE = re.compile(
    r"^[ \t>]{0,8}(message-id|return-path|errors-to|x-envelope-from)[ \t]?:[ \t]{0,3}([^\n]{0,600})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(ADDRESS)
_TOKEN = re.compile(r"[/+]([A-Za-z0-9_-]{8,40}\.[A-Za-z0-9_-]{24})(?![A-Za-z0-9_-])")  # subscriptions.tokens


def message_ids(mail: Mail, copies: Sequence[str]) -> tuple[str, ...]:
    """Message-IDs of the message that is spoken of: in its copy, else where an answer names what it answers."""

    def found() -> Iterator[str]:
        for copy in copies:
            for line in _LINE.finditer(copy):
                if line[1].lower() == "message-id":
                    yield from _ID.findall(line[2])
        for name in ("in-reply-to", "references", "original-message-id", "x-original-message-id"):
            yield from _ID.findall(mail.header.get(name))
        for part in mail.of_kind(
            "message/delivery-status", "message/feedback-report", "message/disposition-notification"
        ):
            header = Header.read(part.text.encode("utf-8", "replace"))
            for name in ("original-message-id", "x-original-message-id"):
                yield from _ID.findall(header.get(name))

    return tuple(dict.fromkeys(found()))[:MOST]


def tokens(copies: Sequence[str]) -> tuple[str, ...]:
    """What may be tokens, in List-Unsubscribe and elsewhere in the copy: whoever shows them was shown the mail itself."""
    return tuple(dict.fromkeys(found for copy in copies for found in _TOKEN.findall(copy)))[:MOST]


def addressed(mail: Mail) -> tuple[str, ...]:
    """The addresses the mail came to."""
    return _addresses(value for name in _TO for value in mail.header.all(name))


def senders(mail: Mail, copies: Sequence[str]) -> tuple[str, ...]:
    """The envelope sender of the message that is spoken of, where its copy or a feedback report shows it."""

    def found() -> Iterator[str]:
        for copy in copies:
            yield from (line[2] for line in _LINE.finditer(copy) if line[1].lower() != "message-id")
        for part in mail.of_kind("message/feedback-report"):
            yield Header.read(part.text.encode("utf-8", "replace")).get("original-mail-from")

    return _addresses(found())


def _addresses(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each["address"] for text in texts for each in _ADDRESS.finditer(text)))[:MOST]
