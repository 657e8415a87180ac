"""Words and phrases of a query → what is looked for in an entry: sequences of keys at given distances."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dispatcher.matching.query import Phrase, Word
from dispatcher.matching.stem import stem
from dispatcher.matching.words import words

_SHORTEST_JOINED = 3  # `U.S.` must not find "us"


class By(StrEnum):
    """How a key is compared with a word."""

    FORM = "form"  # the same normal form
    STEM = "stem"  # the same stem
    PREFIX = "prefix"  # begins so


class Key(NamedTuple):
    """One word to look for."""

    by: By
    text: str


class Sequence(NamedTuple):
    """Keys and how far each stands behind the first."""

    keys: tuple[Key, ...]
    distances: tuple[int, ...]


Term = tuple[Sequence, ...]  # alternatives; any of them will do


def term(query: Word | Phrase) -> Term:
    """What a word or phrase looks for; never empty for what `parse` let through."""
    cut = list(words(query.text))
    pieces = [word for word in cut if word.position > 0]
    joined = [word for word in cut if word.position <= 0]
    keys = [Key(By.FORM, word.form) for word in pieces]
    if isinstance(query, Word):
        keys = [Key(By.STEM, stem(word.form)) for word in pieces]
        if query.prefix:
            keys[-1] = Key(By.PREFIX, pieces[-1].form)
    first = pieces[0].position
    sequences = [Sequence(tuple(keys), tuple(word.position - first for word in pieces))]
    if isinstance(query, Word) and len(pieces) > 1:
        for word in joined:
            if len(word.form) >= _SHORTEST_JOINED and word.start == cut[0].start:
                key = Key(By.PREFIX, word.form) if query.prefix else Key(By.STEM, stem(word.form))
                sequences.append(Sequence((key,), (0,)))
    return tuple(sequences)
