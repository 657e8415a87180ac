"""
Text → tokens: words, numbers and marks in their places, folded so that spelling makes no difference.

Quotation marks, dashes and white space become plain, accents and case go, contractions fall apart ("won't" is "will not"), possessives lose
their ending. A clause ends at a mark and before words such as "while" and "which".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.check.synonyms import canonical
from dispatcher.stories.words import stem

_PLAIN = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'", "´": "'", "`": "'",
    "–": "—", "−": "-", "‐": "-", "‑": "-", "\u00ad": None,
})  # fmt: skip
_BETWEEN_DIGITS = re.compile(r"(?<=\d)—(?=\d)")
_DOUBLED = re.compile(r"''")
_WHITE_SPACE = re.compile(r"\s+")
_SOLID = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,:]\d+)*)|(?P<solid>[{_SOLID}]+)|(?P<word>[^\W\d_{_SOLID}](?:[^\W_{_SOLID}]|['.&](?=[^\W_{_SOLID}]))*)|(?P<mark>[^\s\w]|_)"
)
_PARTS = {"cannot": ("can", "not"), "can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not")}
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'m": "am"}
_ENDS_A_SENTENCE = frozenset('.!?:;"([—•*')
_ENDS_A_CLAUSE = frozenset('.!?:;,()[]—"')
_BEGINS_A_CLAUSE = frozenset(("but", "while", "which", "who", "whereas", "although", "though", "because", "whose"))
LONGEST = 4_000  # code points: what follows is not read, and no sentence is so long


class Token(NamedTuple):
    """A word, a number or a mark in its place."""

    text: str
    low: str  # without case, accents and possessive
    stem: str  # what it is compared by; "" for words that carry nothing, numbers and marks
    number: bool
    mark: bool
    capital: bool
    opens: bool  # where a sentence or a quotation begins: a capital says nothing there
    clause: int
    start: int
    end: int


def plain(text: str) -> str:
    """Quotation marks, dashes and white space made alike; case and accents stay."""
    made = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_PLAIN)
    made = _DOUBLED.sub('"', _BETWEEN_DIGITS.sub("-", made))
    return _WHITE_SPACE.sub(" ", made).strip()


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case, no accents."""
    if word.isascii():
        return word.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(char))


def tokenise(text: str) -> list[Token]:
    """The tokens of a text that went through `plain`."""
    found: list[Token] = []
    clause, opens = 0, True
    for match in _TOKEN.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        if match.lastgroup == "mark":
            clause += word in _ENDS_A_CLAUSE
            opens = opens or word in _ENDS_A_SENTENCE
            found.append(Token(word, word, "", False, True, False, False, clause, start, end))
            continue
        if match.lastgroup == "number":
            found.append(Token(word, word, "", True, False, False, opens, clause, start, end))
        elif match.lastgroup == "solid":
            found += (
                Token(
                    word[at : at + 2],
                    word[at : at + 2],
                    word[at : at + 2],
                    False,
                    False,
                    False,
                    opens,
                    clause,
                    start + at,
                    start + at + 2,
                )
                for at in range(max(1, len(word) - 1))
            )
        else:
            for part, low in enumerate(_low(word)):
                clause += low in _BEGINS_A_CLAUSE
                capital = part == 0 and _is_written_as_a_name(word)
                found.append(Token(word, low, _stem(low), False, False, capital, opens, clause, start, end))
        opens = False
    return found


def _is_written_as_a_name(word: str) -> bool:
    """A capital anywhere, or a digit: "Smith", "iPhone", "mp3"."""
    return any(char.isupper() or char.isdigit() for char in word)


@lru_cache(maxsize=65_536)
def _low(word: str) -> tuple[str, ...]:
    """A word without case, accents and possessive; a contraction as its two words."""
    low = fold(word)
    if low in _PARTS:
        return _PARTS[low]
    if low.endswith("n't"):
        return low[:-3], "not"
    for ending, full in _ENDINGS.items():
        if low.endswith(ending):
            return low.removesuffix(ending), full
    return (low.removesuffix("'s").removesuffix("'d").replace(".", "") or low,)


@lru_cache(maxsize=65_536)
def _stem(low: str) -> str:
    return canonical(stem(low)) if len(low) > 1 else ""
