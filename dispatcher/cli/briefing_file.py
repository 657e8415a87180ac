"""
A briefing in a file, as `story brief` prints it → Briefing.

Lenient about what a check does not need ("facts", "status", "missing", a section that is not there); strict about sentences and citations,
each problem with its place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dispatcher.errors import InputError
from dispatcher.model import Briefing, BriefingStatus, Citation, Section, SectionName, Sentence

_SHAPE = 'write it as `story brief` does: {"sections": [{"name", "sentences": [{"text", "citations": [{"article", "start", "end"}]}]}]}'


def read_briefing(path: Path) -> Briefing:
    """The briefing in a file: one JSON object, on one line or several. Raises InputError with the place of the problem."""
    place = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", place=place, remedy="check the path") from error
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=place, remedy="save it as UTF-8") from error
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        said = "there is more than one briefing" if error.msg == "Extra data" else f"this is not JSON ({error.msg})"
        raise InputError(said, place=f"{place}:{error.lineno}", remedy="give one JSON object") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON ({error})", place=place, remedy="give one JSON object") from error
    return _briefing(value, place=place)


def _briefing(value: Any, *, place: str) -> Briefing:
    if not isinstance(value, dict) or not isinstance(value.get("sections"), list):
        raise InputError('"sections" is missing or no list', place=place, remedy=_SHAPE)
    sections = tuple(
        _section(each, place=f"{place}, section {at}") for at, each in enumerate(value["sections"], start=1)
    )
    return Briefing(status=BriefingStatus.FULL, sections=sections)


def _section(value: Any, *, place: str) -> Section:
    if not isinstance(value, dict):
        raise InputError("this is no object", place=place, remedy=_SHAPE)
    try:
        name = SectionName(str(value.get("name")))
    except ValueError as error:
        names = ", ".join(SectionName)
        raise InputError(f'"name" is no section: {value.get("name")!r}', place=place, remedy=f"use {names}") from error
    sentences = value.get("sentences", [])
    if not isinstance(sentences, list):
        raise InputError('"sentences" is no list', place=f"{place} ({name})", remedy=_SHAPE)
    return Section(
        name,
        tuple(_sentence(each, place=f"{place} ({name}), sentence {at}") for at, each in enumerate(sentences, start=1)),
    )


def _sentence(value: Any, *, place: str) -> Sentence:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise InputError('"text" is missing or no string', place=place, remedy=_SHAPE)
    citations = value.get("citations", [])
    if not isinstance(citations, list):
        raise InputError('"citations" is no list', place=place, remedy=_SHAPE)
    return Sentence(
        value["text"],
        tuple(_citation(each, place=f"{place}, citation {at}") for at, each in enumerate(citations, start=1)),
    )


def _citation(value: Any, *, place: str) -> Citation:
    if not isinstance(value, dict):
        raise InputError("this is no object", place=place, remedy=_SHAPE)
    article, start, end = value.get("article"), value.get("start"), value.get("end")
    if isinstance(article, bool) or not isinstance(article, (str, int, float)):
        raise InputError(
            '"article" is missing or neither a string nor a number', place=place, remedy="give an entry's id"
        )
    for key, number in (("start", start), ("end", end)):
        if isinstance(number, bool) or not isinstance(number, int):
            raise InputError(
                f'"{key}" is missing or no whole number', place=place, remedy="count code points of the entry's text"
            )
    return Citation(article, start, end)  # type: ignore[arg-type] # a fraction as id is odd, but it is compared as given
