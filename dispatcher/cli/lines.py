"""
JSON Lines on stdin ⇄ the stage commands (DESIGN: each stage from the shell).

All input is read and checked before anything is printed: a bad line costs the whole command, with its number and what is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from dispatcher.errors import InputError
from dispatcher.model import SourceText


def read_objects(file: TextIO, *, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Every line's object with its number; blank lines are passed over. Raises InputError."""
    objects = []
    try:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(
                    f"this is not JSON ({error})", place=f"{name}:{number}", remedy="one object a line"
                ) from error
            if not isinstance(value, dict):
                raise InputError("this is no JSON object", place=f"{name}:{number}", remedy="one object a line")
            objects.append((number, value))
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=name, remedy="save it as UTF-8") from error
    return objects


def read_sources(file: TextIO, *, name: str = "stdin") -> list[SourceText]:
    """Entries as the stage commands take them."""
    return [source(value, place=f"{name}:{number}") for number, value in read_objects(file, name=name)]


def open_lines(path: Path) -> TextIO:
    """A file of lines to read. Raises InputError when it cannot be."""
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", place=str(path), remedy="check the path") from error


def source(value: Mapping[str, Any], *, place: str) -> SourceText:
    """One entry: `{"id", "title", "text", "outlet", "url", "published"}`; all but the id may be null or absent."""
    return SourceText(
        id=identity(value, place=place),
        title=text_of(value, "title", place=place) or "",
        text=text_of(value, "text", place=place) or _told(value, place=place),
        outlet=text_of(value, "outlet", place=place),
        url=text_of(value, "url", place=place),
        published_at=_moment(value, place=place),
    )


def identity(value: Mapping[str, Any], *, place: str) -> str | int:
    """The id, a string or a number, to come back as it was given."""
    found = value.get("id")
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        raise InputError('"id" is missing or neither a string nor a number', place=place, remedy='add an "id"')
    return found  # type: ignore[return-value] # a fraction is odd, but it comes back as it was given


def text_of(value: Mapping[str, Any], key: str, *, place: str) -> str | None:
    """A string or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f'"{key}" is no string', place=place, remedy="write it as a string, or null")
    return found


def put(lines: Iterable[Mapping[str, Any]]) -> None:
    """Print one object a line."""
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _told(value: Mapping[str, Any], *, place: str) -> str:
    """What `feed read` gives instead of a text: the content, else the summary."""
    return text_of(value, "content", place=place) or text_of(value, "summary", place=place) or ""


def _moment(value: Mapping[str, Any], *, place: str) -> datetime | None:
    text = text_of(value, "published", place=place)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f'"published" is no moment: {text!r}', place=place, remedy="write ISO 8601, as 2026-03-29T07:00:00Z"
        ) from error


def numbered(objects: Iterable[tuple[int, dict[str, Any]]], *, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects with their place."""
    return ((f"{name}:{number}", value) for number, value in objects)
