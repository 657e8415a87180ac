"""
Body → Body: the places that are filled per message.

A body is rendered once for all who share a plan. Where a person's name or links go, it carries a blank: a name between two private-use
characters. They survive Jinja's escaping, CSS inlining and wrapping, and nothing a stranger wrote can hold one, since `emptied` takes
private-use characters out of every context before it is rendered.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from dispatcher.errors import TemplateError
from dispatcher.model import Body
from dispatcher.templating.plain import plain

OPENS, CLOSES = "\ue000", "\ue001"
MOST_OF_A_NAME = 80  # characters; a name is a name
NAMES = ("name", "unsubscribe_url", "preferences_url", "confirm_url")
_BLANK = re.compile(f"{OPENS}([a-z_]*){CLOSES}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Blank(str):
    """A blank as it stands in a context; the only text there that may hold private-use characters."""

    __slots__ = ()


def blank(name: str) -> Blank:
    """The mark that stands where `name` will."""
    if name not in NAMES:
        raise ValueError(f"no such blank: {name}")
    return Blank(f"{OPENS}{name}{CLOSES}")


def emptied(value: Any) -> Any:
    """The same context without a private-use character in any of its texts, blanks excepted."""
    if isinstance(value, Blank):
        return value
    if isinstance(value, str):
        return _PRIVATE.sub("", value) if _PRIVATE.search(value) else value
    if isinstance(value, tuple | list):
        clean = tuple(emptied(item) for item in value)
        same = isinstance(value, tuple) and all(map(operator.is_, clean, value))
        return value if same else clean
    if isinstance(value, Mapping):
        return {emptied(key): emptied(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = [(name, getattr(value, name)) for name in _fields(type(value))]
        changed = {name: clean for name, item in found if (clean := emptied(item)) is not item}
        return dataclasses.replace(value, **changed) if changed else value
    return value


@lru_cache(maxsize=64)
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.init)


def in_it(text: str) -> set[str]:
    """The names of the blanks that stand in `text`."""
    return set(_BLANK.findall(text))


def fill(body: Body, values: Mapping[str, str]) -> Body:
    """
    The body for one person. In HTML a value is escaped, also for attributes; everywhere it is one line without control characters.

    Raises TemplateError when the body has a blank without a value.
    """
    values = {name: plain(value)[: MOST_OF_A_NAME if name == "name" else None] for name, value in values.items()}
    escaped = {name: escape(value) for name, value in values.items()}
    return Body(
        subject=_BLANK.sub(_from(values), body.subject),
        text=_BLANK.sub(_from(values), body.text),
        html=_BLANK.sub(_from(escaped), body.html),
    )


def _from(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def value(found: re.Match[str]) -> str:
        try:
            return values[found[1]]
        except KeyError:
            raise TemplateError(
                f"nothing to fill the blank “{found[1]}” with",
                place=f"body, character {found.start() + 1}",
                remedy=f"this mail knows {', '.join(sorted(values))}",
            ) from None

    return value
