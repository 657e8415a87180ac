"""Sources → the lines of `dispatcher topic match` (DESIGN §8); the command reads and prints, this decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dispatcher.matching.index import TopicIndex
from dispatcher.model import SourceText


def match_sources(index: TopicIndex, sources: Iterable[SourceText]) -> Iterator[dict[str, Any]]:
    """The lines of `dispatcher topic match` (DESIGN §8): one for every source, in the order given."""
    for source in sources:
        yield {
            "id": source.id,
            "topics": [
                {
                    "topic": match.topic,
                    "words": list(match.words),
                    "spans": [[span.field, span.start, span.end] for span in match.spans],
                }
                for match in index.match(source.title, source.text)
            ],
        }
