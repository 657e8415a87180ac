"""Where a text negates, and which word. English, and the little words of German, French and Spanish."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.check.reading import Reading

_PLAIN = """
not no never without none nobody nothing nowhere neither nor hardly barely scarcely nicht kein keine keinen keinem keiner nie niemals ohne
pas jamais aucun aucune sans nunca jamas ningun ninguna
"""
PLAIN = frozenset(_PLAIN.split())
_IN_A_WORD = """
fail fails failed failing failure refuse refuses refused refusing decline declines declined declining deny denies denied denying unable
lack lacks lacked lacking prevent prevents prevented avoid avoids avoided reject rejects rejected rejecting refrain refrained impossible
unlikely cancel cancels cancelled canceled abandon abandoned scrap scrapped withdrew withdraw stopped
"""
IN_A_WORD = frozenset(_IN_A_WORD.split())
"""Words that negate and say more; a sentence may put "not" for them."""
_TAKES_AWAY = """
fail fails failed failing refuse refuses refused refusing decline declines declined deny denies denied denying unable impossible unlikely
prevented avoided refrained
"""
TAKES_AWAY = frozenset(_TAKES_AWAY.split())
"""Those of them without which the next word is said to have happened."""
_LIMITS = frozenset(
    ("only", "just", "least", "surprisingly", "merely", "simply")
)  # "not only" may go, if it goes with its "but also"
_NO_NEGATION = frozenset(("doubt", "matter", "sooner", "fewer", "less"))
HEAD = 5  # units in which the negated word is looked for


class Negation(NamedTuple):
    """A negation in its place among the units, and the unit of the word that it negates (-1 when there is none)."""

    at: int
    low: str
    head: int


@lru_cache(maxsize=1_024)
def negations(text: Reading) -> tuple[Negation, ...]:
    """Every negation of a text."""
    found = []
    for at, unit in enumerate(text.units):
        token = text.tokens[unit.first]
        after = text.tokens[unit.first + 1] if unit.first + 1 < len(text.tokens) else None
        yet_to = token.low == "yet" and after is not None and after.low == "to"
        if unit.which >= 0 or token.mark or not (yet_to or token.low in PLAIN or token.low in IN_A_WORD):
            continue
        if after is not None and token.low == "no" and (after.low in _NO_NEGATION or after.number or after.text == "."):
            continue
        limits = after is not None and token.low == "not" and after.low in _LIMITS
        found.append(Negation(at, token.low, -1 if limits else _head(text, at)))
    return tuple(found)


def _head(text: Reading, at: int) -> int:
    clause = text.tokens[text.units[at].first].clause
    for there in range(at + 1, min(at + 1 + HEAD, len(text.units))):
        token = text.tokens[text.units[there].first]
        if token.clause != clause:
            return -1
        if token.stem or text.units[there].which >= 0:
            return there
    return -1
