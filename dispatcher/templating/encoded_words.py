"""
RFC 2047, both ways: hostile text is decoded until nothing is left to decode; ours is encoded in words that fit a line.

Python 3.11.7 decodes an encoded word when it writes a header and then writes the line end that was in it (CVE-2024-6923); other readers
decode twice. So no text leaves here in which a reader could find another encoded word.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

from dispatcher.templating.plain import plain

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(?<=\?=)\s+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
_CHARSETS = ("utf", "ascii", "iso", "cp", "koi8", "euc", "shift", "gb", "big5", "mac", "tis")
_AS_IS = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
)  # RFC 2047 §5 (3): fit for a phrase


def decoded(text: str) -> str:
    """One plain line without encoded words, however deep they were nested."""
    if (
        text.isascii()
        and text.isprintable()
        and not ("=?" in text or "  " in text or text[:1] == " " or text[-1:] == " ")
    ):
        return text  # as most are
    text = plain(text)
    while True:
        once = plain(_WORD.sub(_meaning, _BETWEEN.sub("", text)))
        if once == text or len(once) >= len(text):  # a round that does not shorten decodes nothing
            break
        text = once
    return text.replace("=?", "= ?")  # what could not be read is no longer one, for any reader


def _meaning(found: re.Match[str]) -> str:
    charset, kind, payload = found[1].partition("*")[0], found[2].lower(), found[3]
    try:
        name = codecs.lookup(charset).name
        if not name.startswith(_CHARSETS):
            return payload
        raw = payload.encode("ascii", "replace")
        data = base64.b64decode(raw + b"==") if kind == "b" else quopri.decodestring(raw, header=True)
        return data.decode(name, "replace")
    except (LookupError, ValueError, binascii.Error):
        return payload


def encoded(text: str) -> list[str]:
    """The words that stand for `text`; Q where most of it is ASCII and stays legible, else B. No character is cut in two."""
    data = text.encode()
    legible = sum(1 if byte in _AS_IS or byte == ord(" ") else 3 for byte in data) <= len(data) * 4 // 3 + 4
    kind, code, room = (
        ("q", _quoted, 63) if legible else ("b", _base64, 45)
    )  # 63 coded or 45 raw bytes: 75 with the frame
    words, piece, used = [], "", 0
    for character in text:
        size = len(code(character)) if legible else len(character.encode())
        if used + size > room:
            words.append(f"=?utf-8?{kind}?{code(piece)}?=")
            piece, used = "", 0
        piece, used = piece + character, used + size
    return [*words, f"=?utf-8?{kind}?{code(piece)}?="]


def _quoted(text: str) -> str:
    return "".join(
        chr(byte) if byte in _AS_IS else "_" if byte == ord(" ") else f"={byte:02X}" for byte in text.encode()
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
