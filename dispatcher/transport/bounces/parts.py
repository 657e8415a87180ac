"""
Bytes → Part: the leaves of one mail as text, whatever a stranger made of it.

Linear in what is read, and that is bounded: a report stands at the head of its mail, the rest is a copy of ours. The standard library's
parser is not asked for the structure: it recurses, and compares each line with the boundary of every level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from html import unescape

MOST_BYTES = 1_000_000  # of a mail that are looked at; what says why it came back stands at its head
MOST_OF_A_HEADER = 64_000  # bytes
MOST_OF_A_FIELD = 2_000  # characters
MOST_OF_A_TEXT = 100_000  # characters of one leaf
MOST_PARTS, MOST_LEVELS = 100, 8
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_FIRST_LINE = re.compile(rb"\s{0,10}--(\S{1,70})\r?\n")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # no database takes NUL, or half of a pair
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # of pairs; the others stand for bytes above 127
_NO_TEXT = re.compile(r"<(script|style|head)\b[^<>]{0,500}>", re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?td|/?li|/?h\d|/?pre|hr|/?table)\b[^<>]{0,500}>", re.IGNORECASE)
_MARKUP = re.compile(r"<(?![^\s<>@]{1,64}@[^\s<>@]{1,255}>)[/!a-zA-Z][^<>]{0,1000}>")
_WITHIN = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail."""

    kind: str  # its media type, in small letters
    text: str  # decoded; of HTML, what it says
    is_ours: bool = False  # inside the copy of the message that the report speaks of


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, taken apart."""

    header: Header
    parts: tuple[Part, ...]
    kind: str  # the media type of the whole

    @property
    def is_multipart(self) -> bool:
        """Whether it has parts."""
        return self.kind.startswith("multipart/")

    def of_kind(self, *kinds: str) -> list[Part]:
        """Its own leaves of these media types."""
        return [part for part in self.parts if part.kind in kinds and not part.is_ours]


class Header:
    """The fields before a body; every value on one line, its encoded words read."""

    def __init__(self, message: Message) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in message.raw_items():  # as they came: 8-bit letters and all
            self._fields.setdefault(name.lower(), []).append(str(value))

    @classmethod
    def read(cls, data: bytes) -> Header:
        """Of bytes that hold fields; what is no field is passed over."""
        return cls(BytesHeaderParser().parsebytes(data[:MOST_OF_A_HEADER]))

    def get(self, name: str) -> str:
        """The first field of that name, "" when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every field of that name, at most a hundred."""
        return [_decoded(value) for value in self._fields.get(name.lower(), ())[:100]]


def mail(data: bytes) -> Mail:
    """Take a mail apart. Never raises; what is beyond the limits is not looked at."""
    head, body = _halves(_without_envelope(data[:MOST_BYTES]))
    leaves: list[Part] = []
    for leaf in _leaves(head, body, level=0, is_ours=False):
        leaves.append(leaf)
        if len(leaves) >= MOST_PARTS:
            break
    return Mail(Header.read(head), tuple(leaves), _kind(BytesHeaderParser().parsebytes(_short(head))))


def _without_envelope(data: bytes) -> bytes:
    """Without an mbox's `From ` line and blank lines before the header."""
    data = data.lstrip(b"\r\n")
    return data.partition(b"\n")[2] if data.startswith((b"From ", b">From ")) else data


def _halves(data: bytes) -> tuple[bytes, bytes]:
    if data.startswith((b"\n", b"\r\n")):
        return b"", data.lstrip(b"\r\n")
    found = _BLANK.search(data)
    return (data, b"") if found is None else (data[: found.start()], data[found.end() :])


def _leaves(head: bytes, body: bytes, *, level: int, is_ours: bool) -> Iterator[Part]:
    message = BytesHeaderParser().parsebytes(_short(head))
    kind = _kind(message)
    if level < MOST_LEVELS and kind.startswith("multipart/") and (boundary := _boundary(message, body)):
        for piece in _pieces(body, boundary):
            yield from _leaves(*_halves(piece), level=level + 1, is_ours=is_ours)
        return
    text = _text(message, body, kind)
    if kind in _WITHIN:
        yield Part(kind, text, is_ours=True)
        if level < MOST_LEVELS and kind.startswith("message/"):
            yield from _leaves(*_halves(text.encode("utf-8", "replace")), level=level + 1, is_ours=True)
        return
    yield Part(kind, text, is_ours=is_ours)


def _kind(message: Message) -> str:
    return message.get_content_type().split()[0]  # a semicolon is forgotten at times


def _boundary(message: Message, body: bytes) -> bytes | None:
    """What parts the pieces; where the header does not say, the body's first line does."""
    stated = message.get_boundary()
    if stated:
        return stated.encode("utf-8", "replace")
    found = _FIRST_LINE.match(body)
    return found[1] if found else None


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between a boundary's lines (RFC 2046 §5.1.1); one that never comes leaves the body as it is."""
    marks = re.finditer(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", body, re.MULTILINE)
    begun: int | None = None
    for mark in marks:
        if begun is not None:
            yield body[begun : mark.start()]
        begun = mark.end()
        if mark[1]:
            return
    yield body if begun is None else body[begun:]


def _short(head: bytes) -> bytes:
    """Fields too long to mean anything are cut: parameters are read in quadratic time."""
    return b"\n".join(line[:MOST_OF_A_FIELD] for line in head[:MOST_OF_A_HEADER].split(b"\n")[:1_000])


def _text(message: Message, body: bytes, kind: str) -> str:
    with suppress(ValueError, LookupError, AssertionError):  # an encoding that is none: the bytes as they are
        message.set_payload(body.decode("ascii", "surrogateescape"))
        decoded = message.get_payload(decode=True)
        body = decoded if isinstance(decoded, bytes) else body
    try:
        charset = message.get_content_charset() or "utf-8"
        text = body.decode(charset, "replace")
    except (LookupError, ValueError):  # not UnicodeDecodeError alone: codecs such as `idna` raise what they like
        text = body.decode("utf-8", "replace")
    text = _CONTROLS.sub(" ", text[:MOST_OF_A_TEXT].replace("\r\n", "\n").replace("\r", "\n"))
    return _said_by_html(text) if kind == "text/html" else text


def _said_by_html(text: str) -> str:
    pieces, at = [], 0
    endless: set[str] = set()  # names of which no end comes any more: looked for once
    while found := _NO_TEXT.search(text, at):
        name = found[1].lower()
        end = None if name in endless else re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, found.end())
        if end is None:
            endless.add(name)
        pieces.append(text[at : found.start()])
        at = end.end() if end else found.end()
    pieces.append(text[at:])
    return unescape(_MARKUP.sub(" ", _BREAKS.sub("\n", "".join(pieces)))).replace("\xa0", " ")


def _decoded(value: str) -> str:
    value = " ".join(value[:MOST_OF_A_FIELD].split())
    if "=?" in value:
        with suppress(ValueError, LookupError):
            value = "".join(
                piece if isinstance(piece, str) else piece.decode(charset or "latin-1", "replace")
                for piece, charset in decode_header(value)
            )
    return _CONTROLS.sub(" ", _HALVES.sub(" ", value).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
