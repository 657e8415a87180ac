"""Sentence → what each of its amounts counts, where the words beside it say so plainly. English only."""

from __future__ import annotations

from collections.abc import Iterator

from dispatcher.stories.briefing.amounts import Amount, amounts
from dispatcher.stories.briefing.counted import TRAP_BEHIND, UNSURE, Counted
from dispatcher.stories.briefing.sums import is_money, is_share, magnitude, money, share, vote
from dispatcher.stories.briefing.things import things
from dispatcher.stories.briefing.tolls import people

BEFORE, BEHIND = 150, 60  # code points of context that are read


def counted(sentence: str) -> Iterator[Counted]:
    """What the amounts of a sentence count, in order; the rest is passed over."""
    for amount in amounts(sentence):
        before = sentence[max(amount.start - BEFORE, 0) : amount.start].rstrip()
        if found := _counted(amount, before, sentence[amount.end : amount.end + BEHIND], sentence):
            yield found


def _counted(amount: Amount, before: str, behind: str, sentence: str) -> Counted | None:
    if is_money(amount, behind):
        return money(amount, before, behind)
    if is_share(behind):
        return share(amount, before, behind)
    if found := vote(amount, before, behind) or magnitude(amount, before, behind, sentence):
        return found
    if UNSURE.search(before) or TRAP_BEHIND.match(behind):
        return None
    return people(amount, before, behind) or things(amount, before, behind)
