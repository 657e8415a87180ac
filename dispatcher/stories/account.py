"""Source → account: what grouping remembers of an entry, in whole numbers, so that sums never depend on their order."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from dispatcher.model import SourceText
from dispatcher.stories.outlets import outlet_of
from dispatcher.stories.words import in_title_case, told

LEAD = 120  # words of the text that count: news tells its event first
_TITLE = 3  # a word of the title counts as much as so many in the text
_SCALE = 250  # weights stay below 256: Python shares such small numbers, which halves the memory of an account
_RUN = 3  # words in a shingle
_SKETCH = 16  # shingles kept: those with the lowest hashes, so that alike texts keep the same ones


@dataclass(frozen=True, slots=True)
class Account:
    """One entry as grouping sees it."""

    words: Mapping[str, int]  # stem → weight; the squares of all weights sum up to about 250²
    names: tuple[str, ...]  # stems that stood capitalised inside a sentence
    sketch: frozenset[int]  # hashes of runs of words
    outlet: str | None


def account_of(source: SourceText) -> Account:
    """What a source tells. A text that begins with its title again counts it once."""
    title = list(told(source.title, most=LEAD))
    text = list(told(source.text.removeprefix(source.title), most=LEAD))
    counts: Counter[str] = Counter()
    for word in title:
        counts[word.stem] += _TITLE
    counts.update(word.stem for word in text)
    damped = {stem: 1 + log(count) for stem, count in counts.items()}
    length = sqrt(sum(value * value for value in damped.values())) or 1.0
    capitals = text if in_title_case(source.title) else [*title, *text]
    return Account(
        words={stem: max(1, round(_SCALE * value / length)) for stem, value in damped.items()},
        names=tuple({word.stem for word in capitals if word.capital}),
        sketch=_sketch([word.stem for word in (*title, *text)]),
        outlet=outlet_of(source),
    )


def _sketch(stems: list[str]) -> frozenset[int]:
    # crc32 and not hash(): the same in every process, which a rebuilt index needs.
    runs = {" ".join(stems[at : at + _RUN]) for at in range(max(1, len(stems) - _RUN + 1))} if stems else set()
    return frozenset(sorted(zlib.crc32(run.encode()) for run in runs)[:_SKETCH])
