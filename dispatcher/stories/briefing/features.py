"""
Sentences of one article → what can be seen of each: cues, position, time, shape, nearness to the headline, neighbours.

Features are named, binary and few: the role table gives each a weight that a person can read. Paragraph marks play no part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.stories.briefing.cues import cues_in
from dispatcher.stories.briefing.words import content, words

_QUOTE = re.compile("[\"“”«»„]|''|``")
_QUOTED = re.compile("[\"“«„][^\"“”«»„]*[\"”»“]|(?:''|``)[^']*''")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = re.compile(r"\d")
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?%|\bper ?cent\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\b(\.? \d)?"
)
_PLACES = ((1, "first"), (2, "second"), (3, "third"), (5, "fourth or fifth"), (9, "to ninth"), (15, "to fifteenth"))
_CONTEXT = ("speech", "self", "future", "history", "person", "damage", "caption", "he", "is")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one sentence."""

    tokens: list[str]
    content: frozenset[str]
    features: frozenset[str]


def see(headline: str, sentences: Sequence[str]) -> list[Seen]:
    """The features of every sentence, in order."""
    title = content(words(headline))
    tokens = [words(sentence) for sentence in sentences]
    contents = [content(each) for each in tokens]
    alone = [
        _cues(each) | _shape(sentence, each) | _nearness(title, own)
        for sentence, each, own in zip(sentences, tokens, contents, strict=True)
    ]
    lead = contents[0] if contents else frozenset()
    return [
        Seen(
            tokens[at],
            contents[at],
            frozenset(
                alone[at]
                | {_place(at), _depth(at, len(sentences))}
                | ({"like the lead"} if at and len(contents[at] & lead) >= 3 else set())  # noqa: PLR2004 - words
                | ({f"before: {name}" for name in _CONTEXT if name in alone[at - 1]} if at else set())
                | ({f"after: {name}" for name in _CONTEXT if name in alone[at + 1]} if at + 1 < len(alone) else set())
            ),
        )
        for at in range(len(sentences))
    ]


def _cues(tokens: list[str]) -> set[str]:
    found = cues_in(tokens)
    return set(found) | {f"{group}, often" for group, times in found.items() if times > 1}


_SHAPES = (
    ("quotation", _QUOTE),
    ("year", _YEAR),
    ("number", _NUMBER),
    ("money or share", _MONEY),
    ("weekday", _WEEKDAY),
)
_POINTING = frozenset({"he", "she", "it", "they", "we", "i", "this", "that", "but", "and", "his", "her"})


def _shape(sentence: str, tokens: list[str]) -> set[str]:
    seen = {name for name, pattern in _SHAPES if pattern.search(sentence)} | {f"{_length(len(tokens))} words"}
    if "quotation" in seen and sum(map(len, _QUOTED.findall(sentence))) > len(sentence) / 2:
        seen.add("mostly quotation")
    if month := _MONTH.search(sentence):
        seen.add("month and day" if month[1] else "month")
    first = tokens[0] if tokens else ""
    if first in {"the", "a", "an"}:
        seen.add("begins with an article")
    if first in _POINTING:
        seen.add("begins by pointing")
    if not sentence.rstrip("\"”’')]» ").endswith((".", "!", "?", "…")):
        seen.add("no full stop")
    return seen


def _length(count: int) -> str:
    return next((label for most, label in ((6, "up to 6"), (14, "7 to 14"), (28, "15 to 28")) if count <= most), "many")


def _nearness(title: frozenset[str], own: frozenset[str]) -> set[str]:
    share = len(title & own) / len(title) if title else 0.0
    return {"headline: " + ("much" if share >= 0.5 else "some" if share >= 0.25 else "a word")} if share else set()  # noqa: PLR2004 - shares of the headline


def _place(at: int) -> str:
    return next((f"place: {label}" for most, label in _PLACES if at < most), "place: later")


def _depth(at: int, count: int) -> str:
    return f"depth: {('first', 'second', 'third', 'last')[min(3, at * 4 // max(count, 1))]} quarter"
