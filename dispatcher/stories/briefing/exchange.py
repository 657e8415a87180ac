"""Chosen → chosen that tells more: a sentence gives way to another of its section that fits nearly as well and tells more of what outlets share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dispatcher.model import SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.novelty import repeats, share_of_new, tie, unsaid

NEARLY = 0.65  # of the score of the one that gives way

Rated = Sequence[tuple[Candidate, float]]


def exchange(
    chosen: Mapping[SectionName, list[Candidate]], fits: Mapping[SectionName, Rated], *, most_words: int
) -> None:
    """
    Swap in place, the most worth-while first, until no swap tells more.

    A greedy choice cannot take back a sentence that stands in the way of a fuller one. The first of a section stays. Every swap adds a
    name or number to what is told, so there is an end.
    """
    while swap := _best(chosen, fits, most_words):
        section, at, better = swap
        section[at] = better


def _best(
    chosen: Mapping[SectionName, list[Candidate]], fits: Mapping[SectionName, Rated], most_words: int
) -> tuple[list[Candidate], int, Candidate] | None:
    best, most = None, (1.0, (0, ""))
    every = [each for section in chosen.values() for each in section]
    spent: Counter[str] = Counter()
    for each in every:
        spent[each.outlet] += each.length
    for name, section in chosen.items():
        for at, old in enumerate(section[1:], start=1):
            said = [each for each in every if each is not old]
            others = [each for each in section if each is not old]
            lost = unsaid(old, said)
            score = next(rate for each, rate in fits[name] if each is old)
            worth = score * share_of_new(old, said, others)
            for new, rate in fits[name]:
                if rate < NEARLY * score or len(new.shared) <= lost or unsaid(new, said) <= lost:
                    continue
                room = most_words - spent[new.outlet] + (old.length if new.outlet == old.outlet else 0)
                if new.length > room or any(new is each or repeats(new, each) for each in said):
                    continue
                value = rate * share_of_new(new, said, others) / worth, tie(new)
                if value > most:
                    best, most = (section, at, new), value
    return best
