"""
Text → words with their places. Queries and entries are cut by the same knife, so what looks alike matches alike.

A compound is what stands without white space (`COVID-19`, `U.S.`, `O’Brien's`); it has one or more pieces. Hyphenated and dotted
compounds are also known by their joined form (`covid19`, `us`). Characters of scripts that are written without spaces are
pieces of their own, and only those that touch are neighbours: a sequence of them is a substring.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Marks that belong to the letter before them; `\w` knows letters and digits only.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f"
)
# Han, kana, Hangul, Thai, Lao, Khmer, Burmese.
_SOLID = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_LETTER = f"(?:[^\\W_{_SOLID}][{_MARKS}]*)"
_APOSTROPHES = "'’ʼ＇`´"
_PIECE = f"{_LETTER}+(?:[{_APOSTROPHES}]{_LETTER}+)*"
_HYPHENS = "-‐‑"
COMPOUND = re.compile(f"[{_SOLID}]|{_PIECE}(?:[{_HYPHENS}.]{_PIECE})*")
_PIECES = re.compile(_PIECE)
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]$")
_ELIDED = re.compile(f"^(?:[dljmnst]|qu)[{_APOSTROPHES}](?=..)", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_HYPHENATED = re.compile(f"[^{_HYPHENS}.]+(?:[{_HYPHENS}][^{_HYPHENS}.]+){{1,2}}")
_IS_SOLID = re.compile(f"[{_SOLID}]")
_DROPPED = {ord(char): None for char in _APOSTROPHES + "\u00ad\u200c\u200d"}
_SPELLED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_LOOSE = -10  # the position of joined forms: next to nothing


class Word(NamedTuple):
    """One piece or joined form: its normal form, its position among the words, its place in the text."""

    form: str
    position: int
    start: int
    end: int


class Part(NamedTuple):
    """One piece or joined form inside a compound; offsets count from the compound's start."""

    form: str
    start: int
    end: int
    joined: bool


@lru_cache(maxsize=100_000)
def normal(word: str) -> str:
    """Without case, accents and apostrophes: `Škoda` → `skoda`."""
    if word.isascii():
        return word.translate(_DROPPED).lower()
    if _IS_SOLID.match(word):
        return unicodedata.normalize("NFKC", word)
    apart = unicodedata.normalize("NFKD", word.translate(_DROPPED).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.casefold().translate(_SPELLED))


@lru_cache(maxsize=50_000)
def parts(compound: str) -> tuple[Part, ...]:
    """The pieces of a compound in order, then its joined form and the bodies of elided words (`l'Iran` → `iran`)."""
    if _IS_SOLID.match(compound):
        return (Part(normal(compound), 0, 1, joined=False),)
    pieces: list[Part] = []
    extra: list[Part] = []
    for found in _PIECES.finditer(compound):
        possessive = _POSSESSIVE.search(found[0])
        end = found.start() + (possessive.start() if possessive else len(found[0]))
        form = normal(compound[found.start() : end])
        if not form:
            continue
        pieces.append(Part(form, found.start(), end, joined=False))
        elided = _ELIDED.match(found[0])
        if elided and found.start() + elided.end() < end:
            start = found.start() + elided.end()
            extra.append(Part(normal(compound[start:end]), start, end, joined=True))
    if len(pieces) > 1:
        whole = compound[: pieces[-1].end]
        if _DOTTED.fullmatch(whole) or _HYPHENATED.fullmatch(whole):
            extra.append(Part("".join(piece.form for piece in pieces), 0, pieces[-1].end, joined=True))
    return (*pieces, *extra)


def words(text: str) -> Iterator[Word]:
    """Every piece and joined form of a text in order; positions of pieces count up, with a gap where solid script is interrupted."""
    position = 0
    touched = -1  # where the last character of solid script ended
    for found in COMPOUND.finditer(text):
        begin = found.start()
        solid = bool(_IS_SOLID.match(found[0]))
        if solid and begin != touched:
            position += 1
        for form, start, end, joined in parts(found[0]):
            if not joined:
                position += 1
            yield Word(form, _LOOSE if joined else position, begin + start, begin + end)
        touched = found.end() if solid else -1
