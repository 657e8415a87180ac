"""
Paragraph → lines of the text part: at most so many columns as a terminal counts them.

Chinese, Japanese and Korean letters take two columns. Text without spaces (Chinese, Japanese, Thai) may break anywhere; links and blanks
never break, since half a link is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from dispatcher.templating.blanks import OPENS

_UNBROKEN = re.compile("[\u00a0\u202f]")
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")  # white space but the kinds at which no line may end
COLUMNS = 72  # of a paragraph, which leaves room for being quoted below the 76 of RFC 2045


def width(text: str) -> int:
    """Columns on a terminal (UAX #11); marks that combine take none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrap(text: str, columns: int = COLUMNS, *, first: str = "", then: str = "") -> str:
    """The text in lines of at most `columns`; `first` and `then` stand before the first and the following lines."""
    lines, line, used = [], first, width(first)
    empty = True
    for word in _pieces(text, columns - max(width(first), width(then))):
        size = width(word)
        if not empty and used + 1 + size > columns:
            lines.append(line)
            line, used, empty = then, width(then), True
        line += word if empty else f" {word}"
        used += size if empty else size + 1
        empty = False
    return "\n".join([*lines, line]).rstrip()


def _pieces(text: str, columns: int) -> Iterator[str]:
    """Words; what is wider than a line comes in pieces that fit."""
    for word in _BREAKS.split(text.strip()) if _UNBROKEN.search(text) else text.split():
        if width(word) <= columns or "://" in word or OPENS in word:
            yield word
            continue
        piece, used = "", 0
        for character in word:
            size = width(character)
            if used + size > columns and piece:
                yield piece
                piece, used = "", 0
            piece, used = piece + character, used + size
        yield piece
