"""
What strangers wrote → one clean line: no line ends, control, private-use or direction-forcing characters.

A title with U+202E in it would turn round whatever stands behind it; a private-use character could pose as a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator

# Category Cc but the white space, U+00AD stays (it may hyphenate), surrogates, private use (planes 0, 15, 16), non-characters,
# and the characters that force a direction on what follows (UAX #9 §2.1, §2.2, §2.4). Joiners stay: Persian and emoji need them.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_BLANK = re.compile(r"\s+")  # also U+0085, U+2028, U+2029 and \x1c–\x1f, as Python counts white space
FIRST_STRONG, POP = "\u2068", "\u2069"
LTR, RTL = "ltr", "rtl"
_STRONG = {"L": LTR, "R": RTL, "AL": RTL}
_MARKS = {LTR: "\u200e", RTL: "\u200f"}
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
    return next(_letters(text), LTR)


def against(text: str, within: str) -> bool:
    """Whether `text` has letters and the first of them runs against the direction `within`: numbers and signs follow any."""
    return next(_letters(text), within) != within


def isolated(text: str, within: str) -> str:
    """
    `text` so that nothing around it changes its order, nor it theirs (UAX #9 §2.4); as it is where that cannot happen.

    For lines made of several texts, where no markup can say it; `plain` takes these characters out of what strangers wrote.
    """
    return f"{FIRST_STRONG}{text}{POP}" if any(each != within for each in _letters(text)) else text


def closed(text: str) -> str:
    """`text` with a mark behind it when its last letter runs against its first: a number that follows would go with that letter."""
    way, last = direction(text), deque(_letters(text), maxlen=1)
    return text + _MARKS[way] if last and last[0] != way else text


def _letters(text: str) -> Iterator[str]:
    """The direction of each letter; what is isolated counts for nothing (P2)."""
    depth = 0
    for character in text:
        kind = unicodedata.bidirectional(character)
        depth += {"FSI": 1, "LRI": 1, "RLI": 1, "PDI": -1}.get(kind, 0)
        if not depth and kind in _STRONG:
            yield _STRONG[kind]
