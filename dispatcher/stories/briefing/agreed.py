"""
Sources → what several outlets tell: the names and numbers that a third of them have, and two at least.

A name is a run of capitalised words behind the first of a sentence, in English only: elsewhere capitals mean other things. It counts once,
as the longest name that stands there: "John Gotti" is one, and tells "Gotti" too. Whether an outlet's sentence could be quoted does not matter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from dispatcher.stories.briefing.words import STOPWORDS, content, figures, stem, words

_WORD = r"[A-ZÀ-Þ][\w’'-]*"
_NAME = re.compile(rf"(?:(?<=[\w,;:'’\"“(] )|(?<=[-(\"“])){_WORD}(?: {_WORD})*")


def agreed(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """From (outlet, text) of each source: the names and numbers that several outlets tell, as stems with a space between."""
    tellers: dict[str, set[str]] = {}
    outlets = set()
    for outlet, text in texts:
        outlets.add(outlet)
        for item in _names(text) | figures(content(words(text))):
            tellers.setdefault(item, set()).add(outlet)
    least = max(2, math.ceil(len(outlets) / 3))
    return frozenset(item for item, told_by in tellers.items() if len(told_by) >= least)


def told(tokens: Iterable[str], items: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Which of the items these words tell; and of these the ones that stand in no longer one."""
    text = _framed(" ".join(map(stem, tokens)))
    every = [item for item in items if _framed(item) in text]
    names = [item for item in every if " " in item]
    longest = (item for item in every if not any(item != name and _framed(item) in _framed(name) for name in names))
    return frozenset(every), frozenset(longest)


def _names(text: str) -> frozenset[str]:
    runs = (words(run) for run in _NAME.findall(text))
    return frozenset(
        " ".join(map(stem, run)) for run in runs if len("".join(run)) > 1 and not STOPWORDS.issuperset(run)
    )


def _framed(item: str) -> str:
    return f" {item} "
