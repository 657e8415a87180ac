"""
Type of a context → a context that holds everything, or as little as it may: what templates are tried with.

Made from the fields' types, so that a new field is in it by itself. The words are ours and tell nothing.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from dispatcher.templating.blanks import Blank

T = TypeVar("T")
SEVERAL = 4  # past three stories there are contents
_DAY = date(2026, 11, 24)
_AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
_KNOWN = {"language": "en", "direction": "ltr", "time_zone": "UTC", "name": "happening"}


def sample(context: type[T], *, full: bool) -> T:
    """A context of this type with every field filled, or every field empty that may be (`least` in its metadata says otherwise); blanks stay blanks."""
    hints = typing.get_type_hints(context)
    values: dict[str, Any] = {}
    for each in dataclasses.fields(context):  # type: ignore[arg-type] # contexts are dataclasses
        if isinstance(each.default, Blank):
            continue
        least = each.metadata.get("least", 0)
        values[each.name] = _value(each.name, hints[each.name], full=full, least=least)
    return context(**values)


def _value(name: str, kind: Any, *, full: bool, least: int = 0) -> Any:
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        kinds = [each for each in typing.get_args(kind) if each is not type(None)]
        return _value(name, kinds[0], full=full) if full or len(kinds) == len(typing.get_args(kind)) else None
    if typing.get_origin(kind) is tuple:
        return tuple(_value(name, typing.get_args(kind)[0], full=full) for _ in range(SEVERAL if full else least))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return sample(kind, full=full)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return _plain(name, kind, full=full)


def _plain(name: str, kind: Any, *, full: bool) -> Any:
    if kind is str:
        if name.endswith("url"):
            return "https://news.example.org/sample" if full else ""
        return _KNOWN.get(name) or (f"Sample of {name.replace('_', ' ')}" if full else "")
    values: dict[Any, Any] = {bool: full, int: SEVERAL if full else 0, float: float(full), date: _DAY, datetime: _AT}
    return values[kind]
