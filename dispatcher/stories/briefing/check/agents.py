"""Who does it to whom: "A sued B" does not become "B sued A"; "B was sued by A" says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.names import same_name
from dispatcher.stories.briefing.check.places import alike
from dispatcher.stories.briefing.check.reading import NAME, Reading
from dispatcher.stories.briefing.check.speech import SAYS

_FAR = 6  # units to each side of the verb, to a name
_NEAR = 3  # the same, to a noun
_NOUN = "§noun"
_BE = frozenset(("am", "is", "are", "was", "were", "be", "been", "being", "got", "gets"))
_MUTUAL = frozenset(
    ("meet", "marri", "divorc", "talk", "negoti", "discuss", "merg", "clash", "differ")
)  # stems: who does it to whom says nothing
_ENDS = frozenset((",", ";", "(", ")", ":", "—", "but", "while", "which", "who"))
_NO_PARTY = _ENDS | {"in", "of", "at", "on", "for", "from", "with", "to", "as"}
"""Behind these a noun does nothing to the verb, nor the verb to it."""


Party = tuple[str, ...]


class Deed(NamedTuple):
    """A verb between two names or nouns."""

    verb: str
    agent: Party
    patient: Party
    said: str  # the words, for the reason


def check_agents(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for turning a deed round."""
    told = [deed for text in cited for deed in deeds(text)]
    for deed in deeds(sentence):
        alike_deeds = [other for other in told if other.verb == deed.verb]
        if any(_is_one(deed.agent, other.agent) and _is_one(deed.patient, other.patient) for other in alike_deeds):
            continue
        for other in alike_deeds:
            if _is_one(deed.agent, other.patient) and _is_one(deed.patient, other.agent):
                yield Reason(ReasonKind.SWAPPED, f'says "{deed.said}"; the cited text says "{other.said}"')
                break


def _is_one(one: Party, other: Party) -> bool:
    """Two names that may be one's, or one noun."""
    return one == other if one[0] == _NOUN or other[0] == _NOUN else same_name(one, other)


@lru_cache(maxsize=1_024)
def deeds(text: Reading) -> tuple[Deed, ...]:
    """Every word between two names, or between two nouns, that could be what one does to the other."""
    return tuple(
        deed
        for at, unit in enumerate(text.units)
        if unit.which < 0 and ((token := text.tokens[unit.first]).stem or token.low in SAYS)
        for find in (_nearest_name, _nearest_noun)
        if (deed := _deed(text, at, find))
    )


def neighbours(text: Reading, at: int) -> tuple[Party | None, Party | None]:
    """The names on both sides of a place, before its clause ends."""
    left, right = _nearest_name(text, at, -1), _nearest_name(text, at, 1)
    return None if left is None else _party(text, left), None if right is None else _party(text, right)


def _deed(text: Reading, at: int, find: Callable[[Reading, int, int], int | None]) -> Deed | None:
    left, right = find(text, at, -1), find(text, at, 1)
    if left is None or right is None or text.units[at].key in _MUTUAL:
        return None
    between = [text.tokens[text.units[there].first].low for there in range(at + 1, right)]
    being = any(text.tokens[text.units[there].first].low in _BE for there in range(left, at))
    passive = between[:1] == ["by"] or (being and "by" in between)
    one, other = _party(text, left), _party(text, right)
    said = text.text[text.tokens[text.units[left].first].start : text.tokens[text.units[right].last].end]
    return Deed(text.units[at].key, *((other, one) if passive else (one, other)), said)


def _nearest_name(text: Reading, at: int, way: int) -> int | None:
    for step in range(1, _FAR + 1):
        there = at + way * step
        if not 0 <= there < len(text.units) or text.units[there].key in _ENDS:
            return None
        if text.units[there].key == NAME:
            return there
    return None


def _nearest_noun(text: Reading, at: int, way: int) -> int | None:
    """The nearest word that carries something, with little words between only."""
    for step in range(1, _NEAR + 1):
        there = at + way * step
        if not 0 <= there < len(text.units) or text.units[there].key in _NO_PARTY or text.units[there].which >= 0:
            return None
        if text.tokens[text.units[there].first].stem:
            return there
    return None


def _party(text: Reading, at: int) -> Party:
    unit = text.units[at]
    return tuple(alike(part) for part in text.names[unit.which].parts) if unit.key == NAME else (_NOUN, unit.key)
