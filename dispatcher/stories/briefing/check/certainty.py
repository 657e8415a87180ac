"""A word in its place → how sure the text is of it: possible, likely, certain to come, or a fact."""

from __future__ import annotations

from functools import lru_cache

from dispatcher.stories.briefing.check.hedges import CERTAIN, FACT, LIKELY, SURE_TO, hedges
from dispatcher.stories.briefing.check.reading import Reading

_WILL_TO = frozenset(("going", "have", "has", "had", "need", "needs"))
_TO_AND_VERB = 2  # units: an adverb may stand between
_BEFORE = 6  # units before a word in which what holds it open is looked for


@lru_cache(maxsize=16_384)
def level_of(text: Reading, at: int) -> int:
    """How sure a text is of the word at a place: as the weakest hedge that holds it, else a fact; an infinitive of unknown kind is none."""
    known = hedges(text)
    held = [hedge.level for hedge in known if hedge.head == at]
    if held:
        return min(held)
    clause = text.tokens[text.units[at].first].clause
    for there in range(at - 1, max(at - 1 - _BEFORE, -1), -1):
        token = text.tokens[text.units[there].first]
        if token.clause != clause:
            break
        before = text.tokens[text.units[there - 1].first].low if there else ""
        if (
            token.low == "to"
            and at - there <= _TO_AND_VERB
            and (before not in SURE_TO or before in _WILL_TO)
            and text.units[at].which < 0
            and _is_verb_place(text, there, at)
        ):
            return CERTAIN if before in _WILL_TO else LIKELY
    near = [
        hedge.level
        for hedge in known
        if 0 < at - hedge.at <= _BEFORE and text.tokens[text.units[hedge.at].first].clause == clause
    ]
    return min(near, default=FACT)


def _is_verb_place(text: Reading, to: int, at: int) -> bool:
    """Whether "to" goes with a verb: nothing between but an adverb, and no ending that verbs do not have there."""
    low = text.tokens[text.units[at].first].low
    passive = at - to > 1 and text.tokens[text.units[at - 1].first].low == "be"
    return (passive or not low.endswith(("ing", "ed", "tion", "ment", "s"))) and not any(
        text.tokens[text.units[there].first].low in {"the", "a", "an"} for there in range(to, at)
    )
