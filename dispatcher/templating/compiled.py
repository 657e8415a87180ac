"""Body → CompiledBody: the bytes of a mail below its header, taken apart at the blanks, so that a message is one join. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dispatcher.model import Body
from dispatcher.templating import headers
from dispatcher.templating.blanks import in_it
from dispatcher.templating.quoted_printable import MARK


@dataclass(frozen=True, slots=True)
class CompiledBody:
    """
    The pieces of a message in order. The first two are empty: the header fields all share, and one person's.

    `blanks` names each blank once, with the places of its value in the text part and of its escaped value in the HTML part.
    """

    pieces: list[bytes]
    blanks: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]
    in_subject: frozenset[str]  # names of blanks


def compiled(body: Body) -> CompiledBody:
    """
    multipart/alternative (RFC 2046 §5.1.4), text first.

    The boundary is the same for all messages of a body; "=_" stands in no quoted-printable text (RFC 2045 §6.7), so it is never in a part.
    """
    boundary = f"=_{body.hash[:24]}"
    pieces: list[bytes] = [b"", b""]
    places: dict[str, tuple[list[int], list[int]]] = {}
    fields = [("MIME-Version", "1.0"), ("Content-Type", f'multipart/alternative; boundary="{boundary}"')]
    before = headers.header_bytes(fields).decode("ascii") + "\r\n"
    parts = (
        ("plain", (fragment.text for fragment in body.fragments)),
        ("html", (fragment.html for fragment in body.fragments)),
    )
    for number, (subtype, encoded) in enumerate(parts):
        opened = f"{before}--{boundary}\r\n{_part_header(subtype)}"
        for at, stretch in enumerate(MARK.split(_whole(encoded))):
            if at % 2:
                places.setdefault(stretch, ([], []))[number].append(len(pieces))
                pieces.append(b"")
            else:
                pieces.append(f"{opened if at == 0 else ''}{stretch}".encode("ascii"))
        before = "\r\n"  # this line end belongs to the boundary, RFC 2046 §5.1.1
    pieces.append(f"{before}--{boundary}--\r\n".encode("ascii"))
    blanks = tuple((name, tuple(in_text), tuple(in_html)) for name, (in_text, in_html) in places.items())
    return CompiledBody(pieces, blanks, frozenset(in_it(body.subject)))


def _part_header(subtype: str) -> str:
    return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"


def _whole(encoded: Iterable[str]) -> str:
    """A part has a line."""
    return "".join(encoded) or "\r\n"
