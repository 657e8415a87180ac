"""
Colour, ground → the nearest colour that can be read on that ground (WCAG 2.2, success criterion 1.4.3).

Pure. Colours are "#rrggbb". A brand's colour keeps its hue; it is only made darker or lighter, and only as far as it must.
"""

from __future__ import annotations

import re

TEXT = 4.5  # the ratio that text needs, success criterion 1.4.3
BLACK, WHITE = "#000000", "#ffffff"
_STEPS = 64
_STRAIGHT = 0.04045  # below it sRGB is linear (IEC 61966-2-1)
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether this is "#rrggbb"."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Between 1, the same, and 21, black on white (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str, *, at_least: float = TEXT) -> str:
    """
    `colour` itself where it can be read on `ground`; else mixed with as little black or white as it takes, whichever is farther from the ground.

    Black or white itself where nothing less will do; of these one reaches 4.5 on any ground.
    """
    towards = max((BLACK, WHITE), key=lambda end: contrast(end, ground))
    for step in range(_STEPS):
        mixed = _mixed(colour, towards, step / _STEPS)
        if contrast(mixed, ground) >= at_least:
            return mixed
    return towards


def on(ground: str) -> str:
    """The colour of letters on a ground of this colour: white where it can be read, else black."""
    return WHITE if contrast(WHITE, ground) >= TEXT else BLACK


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(primary / 255) for primary in _primaries(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= _STRAIGHT else ((value + 0.055) / 1.055) ** 2.4


def _mixed(colour: str, end: str, part: float) -> str:
    mixed = [round(own + (its - own) * part) for own, its in zip(_primaries(colour), _primaries(end), strict=True)]
    return "#" + "".join(f"{primary:02x}" for primary in mixed)


def _primaries(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
