"""
Rendered parts of a mail, and the frame they stand in.

A piece is one part in text and HTML, its CSS inlined, its blanks still in it; it knows nothing of its neighbours. A frame is the whole
document with a place, alone on its line, for each group of pieces. Pure: joining is concatenating.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dispatcher.errors import TemplateError
from dispatcher.model import MessageKind
from dispatcher.templating.blanks import CLOSES, OPENS, PLACES
from dispatcher.templating.contexts import Context

_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")  # macros leave them
_PLACE = re.compile(f"^[ \t]*{OPENS}({'|'.join(PLACES)}){CLOSES}[ \t]*$\n*", re.MULTILINE)
_ANY_PLACE = re.compile(f"{OPENS}(?:{'|'.join(PLACES)}){CLOSES}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: in text paragraphs with an empty line behind each, in HTML whole elements and a line end; either may be empty."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a piece is rendered from: `digest/story` and its context."""

    name: str
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All that a mail is made of: what its subject and frame are rendered from, and which parts go to which place."""

    kind: MessageKind
    subject: Context
    frame: Context
    places: Mapping[str, Sequence[Part]]

    @property
    def parts(self) -> Iterator[Part]:
        """Every part, place by place."""
        return (part for parts in self.places.values() for part in parts)


Between: TypeAlias = str  # the name of a place, or a stretch of the frame


@dataclass(frozen=True, slots=True)
class Frame:
    """A document taken apart at its places: stretches and names of places by turns, beginning and ending with a stretch."""

    text: tuple[Between, ...]
    html: tuple[Between, ...]

    @property
    def stretches(self) -> Iterator[tuple[Piece, str | None]]:
        """The frame as pieces, each with the place that follows it; a part without that place has an empty stretch there."""
        text, html = _by_place(self.text), _by_place(self.html)
        for place in (*PLACES, None):
            if place in text or place in html:
                yield Piece(text.get(place, ""), html.get(place, "")), place


def _by_place(taken_apart: tuple[Between, ...]) -> dict[str | None, str]:
    return dict(zip((*taken_apart[1::2], None), taken_apart[0::2], strict=True))


def paragraphs(text: str) -> str:
    """Rendered text as a piece: no empty line before it, never two within, one behind it."""
    stripped = _GAPS.sub("\n\n", text).strip("\n")
    return f"{stripped}\n\n" if stripped else ""


def document(text: str) -> str:
    """Rendered text as a whole part: no empty line before it, never two within, one line end behind it."""
    return _GAPS.sub("\n\n", text).strip("\n") + "\n"


def taken_apart(part: str, template: str) -> tuple[Between, ...]:
    """
    A frame's part at its places, which come in the order of `PLACES`.

    Raises TemplateError for a place that does not stand alone on its line, stands twice, out of order, or is missing where stories go.
    """
    found = _PLACE.split(part)
    places = found[1::2]
    if any(_ANY_PLACE.search(stretch) for stretch in found[0::2]):
        raise TemplateError(
            "a place for pieces shares its line",
            place=template,
            remedy="put {{ preheader }}, {{ opening }} and {{ stories }} each alone on a line",
        )
    if places != [place for place in PLACES if place in places] or not {"opening", "stories"} <= set(places):
        raise TemplateError(
            f"it has places for {', '.join(places) or 'nothing'}",
            place=template,
            remedy="put {{ opening }} and {{ stories }} in, each once and in this order",
        )
    return tuple(found)
