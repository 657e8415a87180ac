"""Sources → statements: every sentence of the English sources, as figures and speakers are read from them, whether or not it could be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dispatcher.model import Citation, SourceText
from dispatcher.stories.briefing.sentences import split_sentences
from dispatcher.stories.briefing.words import content, is_english, words

MOST_TEXT = 12_000  # code points of one source: what stands further down is seldom about today
MOST_SENTENCES = 60
LONGEST = 700  # code points: past that it is no sentence


@dataclass(frozen=True)
class Statement:
    """One sentence of one source."""

    source: SourceText
    position: int
    text: str = field(repr=False)
    citation: Citation

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that carry content, without numbers."""
        return frozenset(word for word in content(words(self.text)) if not word[0].isdigit())

    def cited(self) -> dict[str, Any]:
        """The citation as facts write it."""
        return {"article": self.citation.article, "start": self.citation.start, "end": self.citation.end}


def statements(sources: Sequence[SourceText]) -> list[list[Statement]]:
    """The sentences of each English source, in order."""
    return [_of(source) for source in sources if is_english(words(source.text[:4_000]))]


def _of(source: SourceText) -> list[Statement]:
    text = source.text[:MOST_TEXT]
    return [
        Statement(source, position, text[start:end], Citation(source.id, start, end))
        for position, (start, end) in enumerate(split_sentences(text)[:MOST_SENTENCES])
        if end - start <= LONGEST and not (end == len(text) < len(source.text))
    ]
