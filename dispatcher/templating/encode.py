"""Piece → Fragment: rendered parts of a mail as they travel, kept by their hash. Pure; and back again, for people who want to look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dispatcher.model import Body, Fragment
from dispatcher.templating.blanks import OPENS
from dispatcher.templating.pieces import Frame, Piece
from dispatcher.templating.quoted_printable import decode, encode
from dispatcher.templating.rendering import Rendering


def fragment_of(piece: Piece) -> Fragment:
    """Both parts of a piece encoded, its blanks still in it."""
    text, html = encode(piece.text), encode(piece.html)
    hashed = hashlib.sha256(f"{text}\x00{html}".encode()).hexdigest()
    return Fragment(hashed, text, html)


def size_of(fragment: Fragment) -> int:
    """Bytes of its HTML as it travels, about: a blank counts as a link."""
    return len(fragment.html) + A_LINK * fragment.html.count(OPENS)


def body_of(rendering: Rendering) -> Body:
    """A mail that was rendered whole, as a body of one fragment."""
    return Body(subject=rendering.subject, fragments=(fragment_of(Piece(rendering.text, rendering.html)),))


A_LINK = 120  # bytes of a link with its token
Stretches: TypeAlias = Sequence[tuple[Fragment, str | None]]  # of a frame, each with the place that follows it


def stretches_of(frame: Frame) -> Stretches:
    """A frame encoded."""
    return [(fragment_of(stretch), place) for stretch, place in frame.stretches]


def joined(subject: str, frame: Stretches, pieces: Mapping[str, Sequence[Fragment]]) -> Body:
    """A mail of pieces: the stretches of its frame, and at each place between them the pieces that go there."""
    fragments: list[Fragment] = []
    for stretch, place in frame:
        fragments += [stretch, *pieces.get(place or "", ())]
    return Body(subject=subject, fragments=tuple(fragments))


def rendering_of(body: Body) -> Rendering:
    """What a body holds, decoded."""
    return Rendering(
        subject=body.subject,
        text=decode("".join(fragment.text for fragment in body.fragments)),
        html=decode("".join(fragment.html for fragment in body.fragments)),
    )
