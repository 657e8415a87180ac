"""
Rendering → Rendering: the places that are filled per message.

A body is rendered once for all who share a plan. Where a person's name or links go, it carries a blank: a name between two private-use
characters. They survive Jinja's escaping, CSS inlining and wrapping, and nothing a stranger wrote can hold one, since `emptied` takes
private-use characters out of every context before it is rendered.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from dispatcher.errors import TemplateError
from dispatcher.templating.plain import plain
from dispatcher.templating.rendering import Rendering

OPENS, CLOSES = "\ue000", "\ue001"
MOST_OF_A_NAME = 80  # characters; a name is a name
NAMES = ("name", "unsubscribe_url", "preferences_url", "confirm_url", "edition_url")  # filled per message
PLACES = ("preheader", "opening", "stories")  # where pieces go in a frame, in this order; filled when a mail is joined
_BLANK = re.compile(f"{OPENS}([a-z_]*){CLOSES}")
_PLAIN = re.compile("(?:[!-~]+(?: [!-~]+)*)?")  # what `plain` leaves as it is; most names and all links are
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Blank(str):
    """A blank as it stands in a context; the only text there that may hold private-use characters."""

    __slots__ = ()


def blank(name: str) -> Blank:
    """The mark that stands where `name` will."""
    if name not in NAMES + PLACES:
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


def value_of(name: str, given: str) -> str:
    """What stands in a blank: one line without control characters."""
    if _PLAIN.fullmatch(given):
        return given[:MOST_OF_A_NAME] if name == "name" else given
    return plain(given)[: MOST_OF_A_NAME if name == "name" else None]


def unfilled(name: str, known: Iterable[str]) -> TemplateError:
    """The error for a blank without a value."""
    return TemplateError(
        f"nothing to fill the blank “{name}” with",
        place="body",
        remedy=f"this mail knows {', '.join(sorted(known))}",
    )


def fill(rendering: Rendering, values: Mapping[str, str]) -> Rendering:
    """
    A rendered mail for one person. In HTML a value is escaped, also for attributes; everywhere it is one line without control characters.

    Raises TemplateError when it has a blank without a value.
    """
    values = {name: value_of(name, value) for name, value in values.items()}
    escaped = {name: escape(value) for name, value in values.items()}
    return Rendering(
        subject=fill_text(rendering.subject, values),
        text=_BLANK.sub(_from(values), rendering.text),
        html=_BLANK.sub(_from(escaped), rendering.html),
    )


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Plain text with its blanks filled, as `fill` does."""
    return _BLANK.sub(_from(values), text)


def _from(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise unfilled(found[1], values)
        return values[found[1]]

    return value
