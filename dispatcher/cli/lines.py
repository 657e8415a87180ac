"""
JSON Lines on stdin ⇄ the stage commands (DESIGN: each stage from the shell).

All input is read and checked, and all output made, before anything is printed: a bad line costs the whole command, with its number
and what is wrong.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, cast

from dispatcher.errors import InputError
from dispatcher.model import SourceText, TextFrom

Placed = tuple[str, dict[str, Any]]  # file:line, and the object that stands there


def read_stdin() -> list[Placed]:
    """Every object on stdin with its place."""
    return read_objects(sys.stdin.buffer.read(), name="stdin")


def read_file(path: Path) -> list[Placed]:
    """Every object of a file with its place. Raises InputError when it cannot be read."""
    try:
        return read_objects(path.read_bytes(), name=str(path))
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", place=str(path), remedy="check the path") from error


def read_objects(lines: bytes, *, name: str) -> list[Placed]:
    """Every line's object with its place; blank lines are passed over. Raises InputError."""
    return [
        (f"{name}:{number}", _object(line, place=f"{name}:{number}"))
        for number, line in enumerate(lines.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
        if line.strip()
    ]


def read_sources() -> list[SourceText]:
    """Entries on stdin as the stage commands take them."""
    return [source(value, place=place) for place, value in read_stdin()]


def source(value: Mapping[str, Any], *, place: str) -> SourceText:
    """One entry: `{"id", "title", "text", "outlet", "url", "published", "text_from", "country"}`; all but the id may be null or absent."""
    return SourceText(
        id=identity(value, place=place),
        title=text_of(value, "title", place=place) or "",
        text=text_of(value, "text", place=place) or _told(value, place=place),
        outlet=text_of(value, "outlet", place=place),
        url=text_of(value, "url", place=place),
        published_at=_moment(value, place=place),
        text_from=_text_from(value, place=place),
        country=text_of(value, "country", place=place),
    )


def identity(value: Mapping[str, Any], *, place: str) -> str | int:
    """The id, a string or a number, to come back as it was given."""
    found = value.get("id")
    if isinstance(found, bool) or not isinstance(found, (str, int, float)) or found in {math.inf, -math.inf}:
        raise InputError('"id" is missing or neither a string nor a number', place=place, remedy='add an "id"')
    return cast("str | int", found)  # a fraction is odd, but it comes back as it was given


def text_of(value: Mapping[str, Any], key: str, *, place: str) -> str | None:
    """A string or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f'"{key}" is no string', place=place, remedy="write it as a string, or null")
    return found


def put(lines: Iterable[Mapping[str, Any]]) -> None:
    """Print one object a line, in UTF-8 whatever the terminal's encoding: it is read by programs."""
    made = b"".join([_line(line) for line in lines])
    sys.stdout.flush()
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def _object(line: bytes, *, place: str) -> dict[str, Any]:
    try:
        value = json.loads(line.decode(), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=place, remedy="save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON ({error})", place=place, remedy="write one object a line") from error
    if not isinstance(value, dict):
        raise InputError("this is no JSON object", place=place, remedy="write one object a line")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _line(value: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can escape and UTF-8 cannot hold: as it came
        return json.dumps(value).encode() + b"\n"


def _told(value: Mapping[str, Any], *, place: str) -> str:
    """What `feed read` gives instead of a text: the content, else the summary."""
    return text_of(value, "content", place=place) or text_of(value, "summary", place=place) or ""


def _text_from(value: Mapping[str, Any], *, place: str) -> TextFrom | None:
    text = text_of(value, "text_from", place=place)
    if not text:
        return None
    try:
        return TextFrom(text)
    except ValueError as error:
        known = ", ".join(f'"{each}"' for each in TextFrom)
        raise InputError(f'"text_from" is {text!r}', place=place, remedy=f"write one of {known}, or null") from error


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
