"""
Text with blanks ⇄ quoted-printable lines with blanks (RFC 2045 §6.7).

Every line ends with CRLF, has at most 76 columns, ends in no white space, and begins with neither a dot (RFC 5321 §4.5.2) nor "From " (mbox). A
blank stands by itself between soft breaks, so that a value of any length, encoded by `value`, fits in without moving what stands around it.
Encoding looks at one line at a time: encoded texts joined are the joined text encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dispatcher.templating.blanks import CLOSES, OPENS

MOST_ON_A_LINE = 76  # with the "=" of a soft break
SOFT = "=\r\n"
MARK = re.compile(f"{OPENS}([a-z_]*){CLOSES}")
_AS_IS = re.compile(r"(?!\.|From )[ -<>-~]{0,75}[!-<>-~]|")
_ENCODED = re.compile("[^ -<>-~]+")
_ESCAPES = re.compile(r"(?:=[0-9A-F]{2})+")
_UNTOUCHED = re.compile(r"[A-Za-z0-9:/_~-][A-Za-z0-9:/._~-]*")  # neither here nor by HTML: most links
_SHORT_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9:/._~?&;#@+, -]{0,73}[A-Za-z0-9/_-])?")


def encode(text: str) -> str:
    """Whole lines of text, blanks in them, as lines that travel unchanged; "" is no line."""
    if not text:
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    return "".join((line if _AS_IS.fullmatch(line) else _encoded(line)) + "\r\n" for line in lines)


def decode(encoded: str) -> str:
    """What `encode` was given, with bare line feeds."""
    text = encoded.replace(SOFT, "").replace("\r\n", "\n")
    return _ESCAPES.sub(lambda found: bytes.fromhex(found[0].replace("=", "")).decode("utf-8", "replace"), text)


def value(text: str) -> bytes:
    """What fills a blank of an encoded text: one line, broken softly where it is long."""
    if _SHORT_VALUE.fullmatch(text) and not text.startswith("From "):
        return text.encode("ascii")
    return SOFT.join(_rows(_escaped(text), ends=True)).encode("ascii")


def link(text: str) -> bytes | None:
    """`value` of a link that is the same in HTML, where nothing in it means anything and it fits two lines; None for any other text."""
    cut = MOST_ON_A_LINE - 1
    if not _UNTOUCHED.fullmatch(text) or len(text) > 2 * cut:
        return None
    if len(text) <= cut:
        return text.encode("ascii")
    return None if text[cut] == "." else f"{text[:cut]}{SOFT}{text[cut:]}".encode("ascii")


def _encoded(line: str) -> str:
    stretches = MARK.split(line)
    last = len(stretches) - 1
    parts = []
    for at, stretch in enumerate(stretches):
        if at % 2:
            parts.append(f"{OPENS}{stretch}{CLOSES}")
        elif stretch:
            parts.append(SOFT.join(_rows(_escaped(stretch), ends=at == last)))
    return SOFT.join(parts)


def _escaped(text: str) -> str:
    return _ENCODED.sub(lambda found: "".join(f"={byte:02X}" for byte in found[0].encode("utf-8", "replace")), text)


def _rows(escaped: str, *, ends: bool) -> Iterator[str]:
    """Rows with room for a soft break behind each; `ends`: a line end may come behind the last."""
    if ends and escaped.endswith(" "):
        escaped = f"{escaped[:-1]}=20"
    while True:
        if escaped.startswith("."):
            escaped = f"=2E{escaped[1:]}"
        elif escaped.startswith("From "):
            escaped = f"=46{escaped[1:]}"
        if len(escaped) < MOST_ON_A_LINE:
            yield escaped
            return
        cut = MOST_ON_A_LINE - 1
        if "=" in escaped[cut - 2 : cut]:  # not within =XX
            cut = escaped.index("=", cut - 2)
        yield escaped[:cut]
        escaped = escaped[cut:]
