"""
The one safe header builder: names, titles and links of strangers in, header bytes out that say what was meant and nothing else.

Values are cleaned, encoded and folded here and nowhere else; then the finished bytes are read back and their header names compared with
the intended ones. A difference is a fault of ours and stops the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from dispatcher.errors import DispatcherError, InputError
from dispatcher.templating.encoded_words import decoded, encoded
from dispatcher.templating.links import a_label, safe_url
from dispatcher.templating.plain import shortened

FOLD_AT = 76  # RFC 5322 §2.1.1 wants 78, RFC 2047 §2 wants 76 where encoded words stand
MOST_ON_A_LINE = 998  # RFC 5322 §2.1.1
MOST_OF_A_DOMAIN = 255  # RFC 5321 §4.5.3.1.2
MOST_TEXT = 250  # characters of a subject or display name
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # what a phrase may hold unquoted, RFC 5322 §3.2.3
_LOCAL_PART = re.compile(r"""[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}|"(?:[ !#-\[\]-~]|\\[ -~]){0,62}\"""")
_DOMAIN = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*|\[[0-9A-Za-z:.]+\]"
)
_NAME = re.compile(rb"([!-9;-~]+):")  # RFC 5322 §3.6.8
_PRINTABLE = re.compile(rb"[ -~]*")
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9_-]+")


class HeaderError(DispatcherError):
    """The finished header says something that was not meant: a fault of ours."""


def text(value: str) -> str:
    """Free text, as for Subject."""
    value = shortened(decoded(value), MOST_TEXT)
    return value if value.isascii() else " ".join(encoded(value))


def phrase(value: str) -> str:
    """A display name (RFC 5322 §3.2.5): atoms, a quoted string, or encoded words."""
    value = shortened(decoded(value), MOST_TEXT)
    if not value.isascii():
        return " ".join(encoded(value))
    if not value or _ATOMS.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, or the address alone when there is no name."""
    shown = phrase(name)
    return f"{shown} <{addr_spec(address)}>" if shown else addr_spec(address)


def addr_spec(address: str) -> str:
    """
    The address with its domain in A-labels. It is not mended: a wrong one raises InputError.

    A local part beyond ASCII needs SMTPUTF8 (RFC 6531), which is not done.
    """
    local_part, at, domain = address.strip().rpartition("@")
    domain = a_label(domain)
    if not (at and len(domain) <= MOST_OF_A_DOMAIN and _LOCAL_PART.fullmatch(local_part) and _DOMAIN.fullmatch(domain)):
        raise InputError(
            f"not an address mail can go to: {address!r}", remedy="write it as name@domain, in ASCII before the @"
        )
    return f"{local_part}@{domain}"


def list_id(title: str, name: str, domain: str) -> str:
    """`Title <name.domain>` (RFC 2919 §2): the part in angle brackets stays the same as long as the list does."""
    label = _NOT_IN_AN_ID.sub("-", name.lower()).strip("-") or "list"
    shown = phrase(title)
    identifier = f"<{label}.{a_label(domain)}>"
    return f"{shown} {identifier}" if shown else identifier


def link(url: str) -> str:
    """`<https://…>`: a literal on one line, since clients do not read an encoded or folded link (RFC 2369 §2)."""
    if not safe_url(url) or not url.isascii() or "," in url:
        raise HeaderError(f"not a link a header can carry: {url!r}", remedy="check [web] base_url")
    return f"<{url}>"


def moment(at: datetime) -> str:
    """RFC 5322 §3.3."""
    return format_datetime(at)


def header_bytes(fields: Iterable[tuple[str, str]]) -> bytes:
    """
    The header section, CRLF at every line's end, the empty line not included.

    Values come from the functions above, or are literals of the caller. Raises HeaderError when the bytes do not say exactly `fields`.
    """
    intended = list(fields)
    data = "".join(_folded(name, value) for name, value in intended).encode("ascii")
    verify(data, [name for name, _ in intended])
    return data


def verify(data: bytes, names: Iterable[str]) -> None:
    """Read header names back from the bytes; what is not intended raises (trap 3)."""
    found, lines = [], data.split(b"\r\n")
    for line in lines[:-1]:
        begins = _NAME.match(line)
        if begins:
            found.append(begins[1].decode("ascii"))
        elif not line.startswith(b" ") or not line.strip():
            raise HeaderError(f"a header line that begins nothing and continues nothing: {line[:40]!r}")
        if len(line) > MOST_ON_A_LINE or not _PRINTABLE.fullmatch(line):
            raise HeaderError(f"a header line too long or not ASCII: {line[:40]!r}")
    if found != list(names) or lines[-1]:
        raise HeaderError(f"the header has {found}, meant was {list(names)}")


def _folded(name: str, value: str) -> str:
    """Broken at spaces where the line grows past 76; a word that is longer stays whole (links must)."""
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > FOLD_AT and line.strip() and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"
