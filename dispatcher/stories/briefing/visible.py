"""
Text → what a reader sees of it: characters that print nothing can carry words for a model and none for a person.

Removed are zero-width and bidirectional marks, tags, private-use and unassigned code points, soft hyphens, variation selectors and
fillers; control characters and odd spaces become a space. Ligatures of scripts that join with zero-width marks lose the join, no letter.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that print nothing
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_BLANK = re.compile(f"[{_BLANKS}{_SELECTORS}]")
_SPACE = re.compile(r"\s+")
_UNSEEN = frozenset({"Cf", "Co", "Cn", "Cs"})
_SMUGGLES = re.compile("[\ue000-\uf8ff\u202a-\u202e\u2066-\u2069\U000e0000-\U0010ffff]")


def visible(text: str) -> str:
    """`text` without what nobody sees, white space run together."""
    if text.isascii():
        kept = "".join(char if char.isprintable() else " " for char in text)
        return _SPACE.sub(" ", kept).strip()
    seen = []
    for char in _BLANK.sub("", text):
        kind = unicodedata.category(char)
        if kind not in _UNSEEN:
            seen.append(" " if kind in {"Cc", "Zs", "Zl", "Zp"} else char)
    return _SPACE.sub(" ", "".join(seen)).strip()


def smuggles(text: str) -> bool:
    """Whether it holds characters that no newsroom writes: tags, private use, overrides of the reading direction."""
    return _SMUGGLES.search(text) is not None
