"""
Query → plan: the tree with negations pushed down to the terms, how it is answered, and its anchors.

Anchors are keys of which every matching entry holds at least one; the index asks for a topic only when it meets one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from dispatcher.matching.looked_up import LookedUp
from dispatcher.matching.query import And, Not, Or, Phrase, Query, Word
from dispatcher.matching.terms import By, Key, Term, term
from dispatcher.model import Span

_LONG = 4  # letters; shorter words are common ones
_COMMON = frozenset(
    """
    about after again against also back been before being between could during first from have having here into
    just last made make many more most much must need news only other over people said same says should since
    some such than that their them then there these they this those through time under until very week well
    were what when where which while will with would year your
    """.split()  # noqa: SIM905 - as a list, every word would stand on its own line
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that must stand in the entry."""

    term: Term


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A term that must not."""

    term: Term


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part must hold."""

    parts: tuple[Plan, ...]


Plan: TypeAlias = Wanted | Unwanted | All | Any


def plan(query: Query, *, wanted: bool = True) -> Plan:
    """Compile a query; `wanted` is false below an odd number of negations."""
    match query:
        case Not(inner):
            return plan(inner, wanted=not wanted)
        case And(queries) | Or(queries):
            parts = tuple(plan(inner, wanted=wanted) for inner in queries)
            return All(parts) if isinstance(query, And) == wanted else Any(parts)
        case Word() | Phrase():
            return Wanted(term(query)) if wanted else Unwanted(term(query))


def answer(asked: Plan, entry: LookedUp) -> list[Span] | None:
    """Where the wanted terms of every part that holds stand; None when the plan does not hold."""
    match asked:
        case Wanted(looked_for):
            return entry.find(looked_for) or None
        case Unwanted(looked_for):
            return None if entry.find(looked_for) else []
        case All(parts):
            spans: list[Span] = []
            for part in parts:
                found = answer(part, entry)
                if found is None:
                    return None
                spans += found
            return spans
        case Any(parts):
            answers = [found for part in parts if (found := answer(part, entry)) is not None]
            return [span for found in answers for span in found] if answers else None


def anchors(asked: Plan, *, uses: Callable[[Key], int]) -> frozenset[Key] | None:
    """The cheapest set of anchors; None where a part holds without any key. `uses` counts the topics that hold a key."""
    match asked:
        case Wanted(looked_for):
            return frozenset(min(s.keys, key=lambda key: (_cost(key, uses=uses), key)) for s in looked_for)
        case Unwanted():
            return None
        case All(parts):
            sets = [found for part in parts if (found := anchors(part, uses=uses)) is not None]
            return min(sets, key=lambda keys: (sum(_cost(key, uses=uses) for key in keys), sorted(keys)), default=None)
        case Any(parts):
            each = [anchors(part, uses=uses) for part in parts]
            return frozenset().union(*(keys for keys in each if keys)) if all(each) else None


def _cost(key: Key, *, uses: Callable[[Key], int]) -> float:
    """How often entries may hold a key: no counts of real texts are at hand, so length, kind and use by topics must do."""
    cost = 1.0 + uses(key) / 10
    if len(key.text) < _LONG or key.text in _COMMON:
        cost += 20
    if key.by is By.PREFIX:
        cost += 3
    return cost + 10 / len(key.text)
