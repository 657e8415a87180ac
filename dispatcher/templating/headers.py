"""
The one safe header builder: names, titles and links of strangers in, header bytes out that say what was meant and nothing else.

Values are cleaned, encoded and folded here and nowhere else; then the finished bytes are read back and their header names compared with
the intended ones. A difference is a fault of ours and stops the message.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from dispatcher.errors import DispatcherError, InputError
from dispatcher.templating.encoded_words import decoded, encoded
from dispatcher.templating.links import a_label, safe_url
from dispatcher.templating.plain import shortened

FOLD_AT = 76  # RFC 5322 §2.1.1 wants 78, RFC 2047 §2 wants 76 where encoded words stand
MOST_ON_A_LINE = 998  # RFC 5322 §2.1.1
MOST_OF_A_LOCAL_PART, MOST_OF_A_DOMAIN = 64, 255  # octets, RFC 5321 §4.5.3.1.1 and .2
# Characters of a quoted string: with the longest name of a field with addresses before it, it still fits its line.
MOST_QUOTED = 60
MOST_TEXT = 250  # characters of a subject or display name
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # what a phrase may hold unquoted, RFC 5322 §3.2.3
_PLAIN_NAME = re.compile(r"(?:[A-Za-z0-9-]+(?: [A-Za-z0-9-]+)*)?")  # as it is: nothing to decode, clean or quote
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LOCAL_PART = re.compile(r"""[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}|"(?:[ !#-\[\]-~]|\\[ -~]){0,62}\"""")
_DOMAIN = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*|\[[0-9A-Za-z:.]+\]"
)
_LINE = re.compile(
    rb"(?:([!-9;-~]+):| +[!-~\x80-\xff])[ -~\x80-\xff]*\Z"
)  # begins a field, or goes on with it; RFC 5322 §2.2
_PRINTABLE = bytes(range(0x20, 0x7F))
_NAME = re.compile(r"[!-9;-~]+")
# Most addresses; also good for `_LOCAL_PART`, `_DOMAIN` and their lengths.
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_PLAIN_LINK = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/[A-Za-z0-9._~/-]*")  # ours are; the rest is looked at closely
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9_-]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, as far as a header cares


class HeaderError(DispatcherError):
    """The finished header says something that was not meant: a fault of ours."""


@lru_cache(maxsize=256)
def text(value: str) -> str:
    """Free text, as for Subject."""
    value = shortened(decoded(value), MOST_TEXT)
    return value if value.isascii() else " ".join(encoded(value))


def phrase(value: str) -> str:
    """
    A display name (RFC 5322 §3.2.5): atoms, a quoted string, or encoded words.

    No quoted string is so long that it would be folded: Python's older parser, and what was written after it, ends one at the line's
    end and takes what follows for addresses.
    """
    if len(value) <= MOST_TEXT and _PLAIN_NAME.fullmatch(value):
        return value
    value = shortened(decoded(value), MOST_TEXT)
    if not value or _ATOMS.fullmatch(value):
        return value
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return quoted if quoted.isascii() and len(quoted) <= MOST_QUOTED else " ".join(encoded(value))


def mailbox(name: str, address: str, *, international: bool = False) -> str:
    """
    `Name <address>`, or `<address>` when there is no name; `international` as in `addr_spec`.

    Never a bare address: mail programs write none, and SpamAssassin holds that against those who do.
    """
    shown, spec = phrase(name), addr_spec(address, international=international)
    return f"{shown} <{spec}>" if shown else f"<{spec}>"


def addr_spec(address: str, *, international: bool = False) -> str:
    """
    The address with its domain in A-labels. It is not mended: a wrong one raises InputError.

    `international`: the local part may be beyond ASCII. It stays as it is, since nothing in ASCII stands for it, and the message can
    go by SMTPUTF8 only (RFC 6531, RFC 6532).
    """
    if len(address) <= MOST_OF_A_DOMAIN and _PLAIN_ADDRESS.fullmatch(address):
        return address
    local_part, at, domain = address.strip().rpartition("@")
    domain = a_label(domain)
    good = at and len(domain) <= MOST_OF_A_DOMAIN and _DOMAIN.fullmatch(domain)
    if not (good and (_LOCAL_PART.fullmatch(local_part) or (international and _is_international(local_part)))):
        raise InputError(
            f"not an address mail can go to: {address!r}",
            remedy="write it as name@domain" if international else "write it as name@domain, in ASCII before the @",
        )
    return f"{local_part}@{domain}"


def _is_international(local_part: str) -> bool:
    """RFC 6531 §3.3: a dot-atom with UTF-8; letters, marks and digits only, composed (RFC 6532 §3.1), none that a reader cannot see."""
    if len(local_part.encode("utf-8", "surrogatepass")) > MOST_OF_A_LOCAL_PART:
        return False
    ascii_only = "".join(each if each.isascii() else "x" for each in local_part)
    return (
        _DOT_ATOM.fullmatch(ascii_only) is not None
        and unicodedata.is_normalized("NFC", local_part)
        and all(each.isascii() or unicodedata.category(each)[0] in "LMN" for each in local_part)
    )


def list_id(title: str, name: str, domain: str) -> str:
    """`Title <name.domain>` (RFC 2919 §2): the part in angle brackets stays the same as long as the list does."""
    shown = phrase(title)
    identifier = f"<{label(name)}.{a_label(domain)}>"
    return f"{shown} {identifier}" if shown else identifier


def label(name: str) -> str:
    """A list's name as part of an identifier."""
    return _NOT_IN_AN_ID.sub("-", name.lower()).strip("-") or "list"


def link(url: str) -> str:
    """`<https://…>`: a literal on one line, since clients do not read an encoded or folded link (RFC 2369 §2)."""
    if _PLAIN_LINK.fullmatch(url) and len(url) < MOST_ON_A_LINE // 2:
        return f"<{url}>"
    if not safe_url(url) or not url.isascii() or "," in url:
        raise HeaderError(f"not a link a header can carry: {url!r}", remedy="check [web] base_url")
    return f"<{url}>"


def mail_link(address: str, *, subject: str = "") -> str:
    """`<mailto:…>` (RFC 6068 §2)."""
    local_part, _, domain = addr_spec(address).rpartition("@")
    query = f"?subject={quote(subject, safe='')}" if subject else ""
    return f"<mailto:{quote(local_part, safe='+')}@{domain}{query}>"


def language(name: str) -> str:
    """A language tag (RFC 3282 §2); what is none raises HeaderError."""
    if not _LANGUAGE.fullmatch(name):
        raise HeaderError(f"not a language a header can name: {name!r}", remedy="check the list's language")
    return name


@lru_cache(maxsize=64)
def moment(at: datetime) -> str:
    """RFC 5322 §3.3."""
    return format_datetime(at)


def header_bytes(fields: Iterable[tuple[str, str]]) -> bytes:
    """
    The header section, CRLF at every line's end, the empty line not included; ASCII, but for an address in To that is not.

    Values come from the functions above, or are literals of the caller. Raises HeaderError when the bytes do not say exactly `fields`.
    """
    intended = list(fields)
    names = tuple([name for name, _ in intended])
    values = f" {' '.join([value for _, value in intended])} ".encode("utf-8", "surrogatepass")
    data = "".join(
        [
            f"{name}: {value}\r\n"
            if len(name) + len(value) + 2 <= FOLD_AT or " " not in value
            else _folded(name, value)
            for name, value in intended
        ]
    ).encode("utf-8", "surrogatepass")
    # Values of printable ASCII have no line end, so they begin no field; where no two spaces meet and none stands at an end, a fold
    # leaves no line empty either. `verify` would then find these names, at five times the price.
    plain = not values.translate(None, _PRINTABLE) and b"  " not in values
    if not (plain and len(data) <= MOST_ON_A_LINE and _are_names(names)):
        verify(data, names)
    return data


@lru_cache(maxsize=64)
def _are_names(names: tuple[str, ...]) -> bool:
    """Whether a field can be called each of these (RFC 5322 §2.2)."""
    return all(_NAME.fullmatch(name) for name in names)


def verify(data: bytes, names: Iterable[str]) -> None:
    """Read header names back from the bytes; what is not intended raises (trap 3)."""
    found: list[str] = []
    *lines, rest = data.split(b"\r\n")
    for line in lines:
        begins = _LINE.match(line)
        if begins is None or len(line) > MOST_ON_A_LINE:
            raise HeaderError(f"too long, or no line of a header: {line[:40]!r}")
        if name := begins[1]:
            found.append(name.decode("ascii"))
        if not line.isascii() and not (found[-1:] == ["To"] and _is_utf8(line)):
            raise HeaderError(f"a header line that is not ASCII: {line[:40]!r}")
    if found != list(names) or rest:
        raise HeaderError(f"the header has {found}, meant was {list(names)}")


def _is_utf8(line: bytes) -> bool:
    """Printable UTF-8, as RFC 6532 §3.2 allows in an address."""
    try:
        return line.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


@lru_cache(maxsize=64)  # a subject is the same for many
def _folded(name: str, value: str) -> str:
    """Broken at spaces where the line grows past 76; a word that is longer stays whole (links must)."""
    if len(name) + len(value) + 2 <= FOLD_AT:
        return f"{name}: {value}\r\n"
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > FOLD_AT and line.strip() and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"
