"""
The tree of a query: what `parse` makes of its words, and how it is written again.

`parse(str(query)) == query`. Groups of the same kind are flat and double negations are gone, so that equal queries are equal trees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written; matched by stem, or by its beginning when it ended in `*`."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        """As one would type it."""
        return f"{self.text}*" if self.prefix else self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words between quotes: exact forms, side by side, single blanks between them."""

    text: str

    def __str__(self) -> str:
        """As one would type it."""
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Not:
    """What an entry must not hold."""

    query: Query

    def __str__(self) -> str:
        """With parentheses where more than a term is negated."""
        return f"NOT ({self.query})" if isinstance(self.query, (And, Or)) else f"NOT {self.query}"


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        """With parentheses around an OR, which binds less."""
        return " AND ".join(f"({query})" if isinstance(query, Or) else str(query) for query in self.queries)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        """Without parentheses: nothing binds less."""
        return " OR ".join(map(str, self.queries))


Query: TypeAlias = Word | Phrase | Not | And | Or


def negated(query: Query) -> Query:
    """NOT, but twice is not at all."""
    return query.query if isinstance(query, Not) else Not(query)


def all_of(queries: Iterable[Query]) -> Query:
    """One query stays itself, and ANDs within are opened."""
    flat = [part for query in queries for part in (query.queries if isinstance(query, And) else (query,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(queries: Iterable[Query]) -> Query:
    """One query stays itself, and ORs within are opened."""
    flat = [part for query in queries for part in (query.queries if isinstance(query, Or) else (query,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def accepts_nothing(query: Query) -> bool:
    """Whether even an empty entry would match: such a query only says what it does not want."""
    match query:
        case Not(inner):
            return not accepts_nothing(inner)
        case And(queries):
            return all(map(accepts_nothing, queries))
        case Or(queries):
            return any(map(accepts_nothing, queries))
    return False
