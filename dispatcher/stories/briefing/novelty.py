"""Candidate × what is said already → how much of it is new: words not yet said, and the names and numbers that several outlets tell."""

from __future__ import annotations

from collections.abc import Sequence

from dispatcher.stories.briefing.candidates import Candidate, containment

REPEATS = 0.42  # containment in what is already said
REPEATS_A_FIGURE = 0.3  # … of a sentence that gives the same number again
PARTLY_SAID = 0.6  # of its worth, what a sentence loses that is said wholly
FROM_ONE_OUTLET = 0.8  # of its worth, what is left for each sentence that its outlet has in the section
GAIN = 1.2  # for each name or number that several outlets tell and the briefing does not yet


def repeats(one: Candidate, other: Candidate) -> bool:
    """Whether it says again what the other says."""
    shared = containment(one.content, other.content)
    return shared > REPEATS or (shared > REPEATS_A_FIGURE and bool(one.numbers & other.numbers))


def unsaid(each: Candidate, said: Sequence[Candidate]) -> int:
    """How many names and numbers are in it that several outlets tell and the briefing does not yet."""
    return len(each.shared.difference(*(other.tells for other in said)))


def share_of_new(each: Candidate, said: Sequence[Candidate], section: Sequence[Candidate]) -> float:
    """1, less for what is partly said and for what its outlet has in the section; more for shared names and numbers not yet said."""
    nearest = max((containment(each.content, other.content) for other in said), default=0.0)
    told = sum(other.outlet == each.outlet for other in section)
    return (1 - PARTLY_SAID * nearest) * float(FROM_ONE_OUTLET**told) * (1 + GAIN * unsaid(each, said))


def tie(each: Candidate) -> tuple[int, str]:
    """Settles ties, whatever order the sources came in."""
    return -each.position, str(each.citation.article)
