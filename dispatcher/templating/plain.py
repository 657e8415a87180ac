"""
What strangers wrote → one clean line: no line ends, control, private-use or direction-forcing characters.

A title with U+202E in it would turn round whatever stands behind it; a private-use character could pose as a blank.
"""

from __future__ import annotations

import re
import unicodedata

# Category Cc but the white space, U+00AD stays (it may hyphenate), surrogates, private use (planes 0, 15, 16), non-characters,
# and the characters that force a direction on what follows (UAX #9 §2.1, §2.2, §2.4). Joiners stay: Persian and emoji need them.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_BLANK = re.compile(r"\s+")  # also U+0085, U+2028, U+2029 and \x1c–\x1f, as Python counts white space
_UNBROKEN = ("\u00a0", "\u202f")  # before a French colon, within “10 000”: a line may not end there


def plain(text: str) -> str:
    """One line, its white space single; a space at which a line must not end stays one."""
    return _BLANK.sub(lambda found: found[0] if found[0] in _UNBROKEN else " ", _NEVER.sub("", text)).strip()


def shortened(text: str, most: int) -> str:
    """At most `most` characters of `text`, cut between words where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) >= most // 2 else cut).rstrip(" ,;:–—-") + "…"


def direction(text: str) -> str:
    """`rtl` when the first letter of `text` is written from right to left, else `ltr` (UAX #9, rules P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
