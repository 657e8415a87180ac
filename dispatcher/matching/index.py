"""
Many topics at once: an entry is cut into compounds, and only topics with an anchor among them are asked.

Which topics a compound calls is remembered per compound, so that most words of an entry cost one look into a dictionary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from dispatcher.matching.looked_up import LookedUp
from dispatcher.matching.parser import parse
from dispatcher.matching.plan import Plan, anchors, answer, plan
from dispatcher.matching.query import And, Not, Or, Query
from dispatcher.matching.stem import stem
from dispatcher.matching.terms import By, Key, term
from dispatcher.matching.words import COMPOUND, parts
from dispatcher.model import Match, Span

_REMEMBERED = 200_000  # compounds


class TopicIndex:
    """The compiled queries of all topics. Not for use by several threads at once."""

    def __init__(self, topics: Iterable[tuple[str, str]]) -> None:
        queries = sorted((name, parse(query)) for name, query in dict(topics).items())
        self._names = [name for name, _ in queries]
        self._plans: list[Plan] = [plan(query) for _, query in queries]
        uses = Counter(key for _, query in queries for key in set(_keys(query)))
        self._calls: defaultdict[Key, list[int]] = defaultdict(list)
        for number, asked in enumerate(self._plans):
            # `parse` refuses queries that hold without any word, so there always are anchors.
            for key in anchors(asked, uses=uses.__getitem__) or ():
                self._calls[key].append(number)
        self._prefix_lengths = sorted({len(key.text) for key in self._calls if key.by is By.PREFIX})
        self._remembered: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """How many topics there are."""
        return len(self._names)

    def match(self, title: str, text: str) -> list[Match]:
        """The topics an entry belongs to, by name, each with the words that say why."""
        called: set[int] = set()
        remembered = self._remembered
        for field in (title, text):
            for compound in COMPOUND.findall(field):
                numbers = remembered.get(compound)
                if numbers is None:
                    numbers = self._called_by(compound)
                if numbers:
                    called.update(numbers)
        if not called:
            return []
        entry = LookedUp(title, text)
        return [
            _match(self._names[number], spans, entry)
            for number in sorted(called)
            if (spans := answer(self._plans[number], entry)) is not None
        ]

    def _called_by(self, compound: str) -> tuple[int, ...]:
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        keys: set[Key] = set()
        for part in parts(compound):
            keys |= {Key(By.FORM, part.form), Key(By.STEM, stem(part.form))}
            keys |= {Key(By.PREFIX, part.form[:length]) for length in self._prefix_lengths}
        numbers = tuple(sorted({number for key in keys if key in self._calls for number in self._calls[key]}))
        self._remembered[compound] = numbers
        return numbers


def compile_topics(topics: Iterable[tuple[str, str]]) -> TopicIndex:
    """The index over (name, query) pairs; a name given twice keeps its last query. Raises QueryError."""
    return TopicIndex(topics)


def _match(topic: str, spans: Iterable[Span], entry: LookedUp) -> Match:
    ordered = sorted(set(spans), key=lambda span: (span.field != "title", span.start, span.end))
    return Match(topic=topic, words=tuple(dict.fromkeys(map(entry.word, ordered))), spans=tuple(ordered))


def _keys(query: Query) -> Iterator[Key]:
    if isinstance(query, Not):
        yield from _keys(query.query)
    elif isinstance(query, (And, Or)):
        for inner in query.queries:
            yield from _keys(inner)
    else:
        for sequence in term(query):
            yield from sequence.keys
