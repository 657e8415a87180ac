"""
Paragraph → lines of the text part: at most so many columns as a terminal counts them.

Chinese, Japanese and Korean letters take two columns; Chinese and Japanese may break between any two of them, but no line begins with what
closes or ends with what opens (UAX #14). Other text without spaces (Thai) breaks where a line is full; links and blanks never break, since half a
link is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from dispatcher.templating.blanks import OPENS

_UNBROKEN = re.compile("[\u00a0\u202f]")
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")  # white space but the kinds at which no line may end
_NO_WIDTH = ("Mn", "Me", "Cf")  # marks that combine, joiners, isolates
_OPENING = frozenset("（「『【〈《〔［｛“‘")
_CLOSING = frozenset("）」』】〉》〕］｝”’、。，．：；！？…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％")
COLUMNS = 72  # of a paragraph, which leaves room for being quoted below the 76 of RFC 2045


def width(text: str) -> int:
    """Columns on a terminal (UAX #11); marks that combine and what cannot be seen take none."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def wrap(text: str, columns: int = COLUMNS, *, first: str = "", then: str = "") -> str:
    """The text in lines of at most `columns`; `first` and `then` stand before the first and the following lines."""
    lines, line, used = [], first, width(first)
    empty = True
    for space, piece in _pieces(text, columns - max(width(first), width(then))):
        gap, size = "" if empty else space, width(piece)
        if not empty and used + len(gap) + size > columns:
            lines.append(line)
            line, used, gap = then, width(then), ""
        line += gap + piece
        used += len(gap) + size
        empty = False
    return "\n".join([*lines, line]).rstrip()


def _pieces(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """What stays on one line, each with what stands before it unless a line begins there."""
    for word in _BREAKS.split(text.strip()) if _UNBROKEN.search(text) else text.split():
        if word.isascii() and (len(word) <= columns or "://" in word):
            yield " ", word
            continue
        if "://" in word or OPENS in word:
            yield " ", word
            continue
        space = " "
        for part in _parted(word):
            for piece in _fitting(part, columns):
                yield space, piece
                space = ""


def _parted(word: str) -> Iterator[str]:
    """The word where a Chinese or Japanese line may end."""
    start = 0
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        if (_ideographic(before) or _ideographic(after)) and before not in _OPENING and after not in _CLOSING:
            if not _width(after):
                continue
            yield word[start:at]
            start = at
    yield word[start:]


def _fitting(part: str, columns: int) -> Iterator[str]:
    """What is wider than a line comes in pieces that fit."""
    piece, used = "", 0
    for character in part:
        size = _width(character)
        if used + size > columns and piece:
            yield piece
            piece, used = "", 0
        piece, used = piece + character, used + size
    yield piece


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _ideographic(character: str) -> bool:
    return character in _CLOSING or unicodedata.name(character, "").startswith(("CJK", "HIRAGANA", "KATAKANA"))
