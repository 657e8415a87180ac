"""An entry cut into words, so that keys are found without reading it again."""

from __future__ import annotations

from collections import defaultdict

from dispatcher.matching.stem import stem
from dispatcher.matching.terms import By, Key, Sequence, Term
from dispatcher.matching.words import Word, words
from dispatcher.model import Span


class LookedUp:
    """Title and text of one entry."""

    def __init__(self, title: str, text: str) -> None:
        self._fields = {"title": title, "text": text}
        self._forms: defaultdict[str, list[tuple[str, Word]]] = defaultdict(list)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        for field, content in self._fields.items():
            for word in words(content):
                self._forms[word.form].append((field, word))
        for form in self._forms:
            self._stems[stem(form)].append(form)

    def word(self, span: Span) -> str:
        """The word as it stands."""
        return self._fields[span.field][span.start : span.end]

    def find(self, term: Term) -> list[Span]:
        """Where a term stands; empty when it does not. `jong*` is found once in `Jong-un`, as the whole of it."""
        longest: dict[tuple[str, int], Span] = {}
        for span in (span for sequence in term for span in self._sequence(sequence)):
            place = (span.field, span.start)
            if place not in longest or longest[place].end < span.end:
                longest[place] = span
        return list(longest.values())

    def _having(self, key: Key) -> list[str]:
        if key.by is By.STEM:
            return self._stems.get(key.text, [])
        if key.by is By.FORM:
            return [key.text] if key.text in self._forms else []
        return [form for form in self._forms if form.startswith(key.text)]

    def _places(self, key: Key) -> list[tuple[str, Word]]:
        return [place for form in self._having(key) for place in self._forms[form]]

    def _sequence(self, sequence: Sequence) -> list[Span]:
        first = self._places(sequence.keys[0])
        if len(sequence.keys) == 1 or not first:
            return [Span(field, word.start, word.end) for field, word in first]
        later = [{(field, word.position): word.end for field, word in self._places(key)} for key in sequence.keys[1:]]
        spans = []
        for field, word in first:
            ends = [
                places.get((field, word.position + distance))
                for places, distance in zip(later, sequence.distances[1:], strict=True)
            ]
            if None not in ends:
                spans.append(Span(field, word.start, ends[-1] or word.end))
        return spans
