"""
A model's answer → drafted sentences, strictly: what is not of the asked form is refused with a reason, never guessed at.

Raises AnswerError and nothing else, whatever it is given: prose, half of an answer, ten megabytes, a million brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dispatcher.model import SectionName

LONGEST = 100_000  # code points of an answer
DEEPEST = 12  # brackets inside brackets; an answer needs four
LONGEST_TEXT = 1_000  # of a sentence; what is longer is not even looked at
MOST_IN_SECTION = 6
MOST_CITED = 6
_STARTS = 20  # places where an object may begin, before it is given up
_BRACKET = re.compile(r"[\[{\]}]")
_HALF = re.compile("[\ud800-\udfff]")  # surrogates: JSON can say them, no database or mail can
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


class AnswerError(ValueError):
    """The answer is not of the asked form; the text says how, in words that may be shown to the model."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One sentence as a model wrote it, unchecked."""

    section: SectionName
    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """One sentence that is not printed, and why."""

    section: SectionName | None  # null when the whole answer was refused
    text: str
    reason: str


def read_answer(text: str) -> tuple[list[Drafted], list[Refused]]:
    """The sentences of an answer in reading order, and what in it was of the wrong form."""
    if len(text) > LONGEST:
        raise AnswerError("the answer is too long")
    found = _object(_THOUGHT.sub("", text))
    drafted: list[Drafted] = []
    refused: list[Refused] = []
    for name in SectionName:
        rows = found.get(str(name), [])
        if not isinstance(rows, list):
            raise AnswerError(f'"{name}" is no list')
        for row in rows[:MOST_IN_SECTION]:
            read = _sentence(name, row)
            if isinstance(read, Drafted):
                drafted.append(read)
            else:
                refused.append(read)
    return drafted, refused


def _object(text: str) -> dict[str, Any]:
    for start in _openings(text):
        try:
            value, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(text, start)
        except (ValueError, RecursionError):  # also a number of ten thousand digits
            continue
        if isinstance(value, dict) and any(str(name) in value for name in SectionName):
            return value
    if "{" in text:
        raise AnswerError("the JSON object is not whole, or has none of the four lists")
    raise AnswerError("there is no JSON object")


def _openings(text: str) -> Iterator[int]:
    """Where an object may begin: not inside one that was tried, and only where brackets are not absurdly deep."""
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            raise AnswerError("the answer is nested too deeply")
    at = -1
    for _ in range(_STARTS):
        at = text.find("{", at + 1)
        if at < 0:
            return
        yield at


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _sentence(name: SectionName, row: Any) -> Drafted | Refused:
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        return Refused(name, "", 'it is no object with "text" and "cites"')
    if len(text) > LONGEST_TEXT:
        return Refused(name, text[:LONGEST_TEXT], "it is far too long")
    if _HALF.search(text):
        return Refused(name, _HALF.sub("", text), "it holds half a character")
    cites = row.get("cites")
    reason = _wrong(cites)
    return Refused(name, text, reason) if reason else Drafted(name, text, tuple(dict.fromkeys(cites)))


def _wrong(cites: Any) -> str:
    if not isinstance(cites, list) or not cites:
        return "it cites nothing"
    if not all(isinstance(each, str) for each in cites):
        return 'an id is no string like "s1"'
    return f"it cites more than {MOST_CITED}" if len(cites) > MOST_CITED else ""
