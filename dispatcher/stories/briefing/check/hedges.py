"""How sure a text is of what it says: hedges, and the word that each of them holds open. English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.check.reading import Reading

POSSIBLE, LIKELY, CERTAIN, FACT = 1, 2, 3, 4

_POSSIBLE = "may might could can possibly perhaps maybe potentially possible potential conceivably"
_LIKELY = """
would should ought likely probably presumably reportedly allegedly apparently seemingly supposedly purportedly alleged suspected purported proposed planned
prospective draft would-be presumed unconfirmed feared threatened
"""
_TO = """
expect expects expected expecting plan plans planned planning intend intends intended intending hope hopes hoped hoping aim aims aimed aiming want wants
wanted wanting seek seeks sought seeking propose proposes proposed proposing proposal set due scheduled slated poised likely ready prepare prepares
prepared preparing threaten threatens threatened threatening threat vow vows vowed pledge pledges pledged promise promises promised agree agrees agreed offer offers
offered try tries tried trying attempt attempts attempted attempting bid decide decides decided urge urges urged ask asks asked call calls called
demand demands demanded order orders ordered tell told request requested require requires required believe believed think thought said suspect
suspected appear appears appeared seem seems seemed tend tends need needs needed wish wishes wished consider forecast predicted projected
anticipated anticipate anticipates estimated rumoured rumored reported alleged supposed about willing eager keen hopeful bound mean means meant
invite invites invited encourage encouraged advise advised recommend recommended allow allows allowed permit permitted opportunity chance
effort efforts deal move campaign decision commitment
"""
_THEN = """
consider considers considered considering mull mulls mulling weigh weighing weighs propose proposes proposed proposing suggest suggests suggested
suggesting expect expects expected predict predicts predicted feared planned planning
discussing contemplate contemplates contemplating
"""
_CERTAIN = "will shall must"
_HOLDS = {
    **dict.fromkeys(_POSSIBLE.split(), POSSIBLE),
    **dict.fromkeys(_LIKELY.split(), LIKELY),
    **dict.fromkeys(_CERTAIN.split(), CERTAIN),
}
_ADJECTIVES = """
alleged suspected purported proposed planned prospective draft presumed unconfirmed feared threatened possible potential
"""
ADJECTIVES = frozenset(_ADJECTIVES.split())
WORDS = frozenset(word for word, level in _HOLDS.items() if level < CERTAIN)
TO = frozenset(_TO.split())
THEN = frozenset(_THEN.split())
_SURE_TO = """
began begin begins begun start starts started continue continues continued managed manage manages came come comes had has have got used
forced able helped help helps proved failed refused declined went ordered
"""
SURE_TO = frozenset(_SURE_TO.split())
"""Words whose "to" happened: "managed to close"."""

_RIGHT_BEFORE_WORDS = """
said set due believed thought ready likely about bound supposed meant mean reported told deal move
"""
_RIGHT_BEFORE = frozenset(_RIGHT_BEFORE_WORDS.split())
"""Hedges only right before their "to": "is set to", not "set out a plan to"."""

_NO_HEAD = frozenset(
    ("for", "by", "on", "in", "at", "as", "with", "from")
)  # "planned for next week" holds nothing behind it open
_NO_VERB = frozenset(
    ("the", "a", "an", "his", "her", "their", "its", "this", "that", "these", "those", "my", "our", "your")
)
_IF = frozenset(("if", "unless", "whether"))
_ONCE = frozenset(("once", "until"))  # open only where something is still to come
_AHEAD = frozenset(("will", "would", "expect", "expects", "expected", "could", "may", "might", "plans", "should"))
_TO_WITHIN = 5  # units between "expected" and its "to"
_HEAD = 6  # units in which the held word is looked for


class Hedge(NamedTuple):
    """A hedge among the units of a text."""

    at: int
    low: str
    level: int
    head: int  # the unit of the word it holds open; -1 when there is none


@lru_cache(maxsize=1_024)
def hedges(text: Reading) -> tuple[Hedge, ...]:
    """Every hedge of a text, in order."""
    return tuple(_hedges(text))


def _hedges(text: Reading) -> Iterator[Hedge]:
    for at, unit in enumerate(text.units):
        token = text.tokens[unit.first]
        if token.mark or token.number or (unit.which >= 0 and token.low != "may"):
            continue
        low = token.low
        if low in _HOLDS and not (token.capital and not token.opens):
            yield Hedge(at, low, _HOLDS[low], -1 if _low(text, at + 1) in _NO_HEAD else _head(text, at))
        elif low == "going" and _low(text, at + 1) == "to":
            yield Hedge(at, low, CERTAIN, _head(text, at + 1))
        elif low in _IF or (low in _ONCE and not text.lows.isdisjoint(_AHEAD)):
            yield from (Hedge(at, low, LIKELY, head) for head in _clause(text, at))
        if low in TO and (to := _to(text, at)) is not None:
            yield Hedge(at, low, LIKELY, _head(text, to))
        elif low in THEN and low not in _HOLDS and _low(text, at + 1) not in _NO_HEAD:
            yield Hedge(at, low, LIKELY, _head(text, at))


def _clause(text: Reading, at: int) -> Iterator[int]:
    """What stands under an "if": the words that carry something, up to the end of the clause."""
    clause = text.tokens[text.units[at].first].clause
    for there in range(at + 1, len(text.units)):
        token = text.tokens[text.units[there].first]
        if token.clause != clause:
            return
        if token.stem and text.units[there].which < 0:
            yield there


def _to(text: Reading, at: int) -> int | None:
    clause = text.tokens[text.units[at].first].clause
    within = 1 if _low(text, at) in _RIGHT_BEFORE else _TO_WITHIN
    for there in range(at + 1, min(at + 1 + within, len(text.units))):
        token = text.tokens[text.units[there].first]
        if token.clause != clause or token.low in TO or token.low in SURE_TO or token.low in _HOLDS:
            return None
        if token.low == "to":
            after = text.units[there + 1] if there + 1 < len(text.units) else None
            behind = text.tokens[text.units[there].first + 1].low if after is not None else ""
            return there if after is not None and after.which < 0 and behind not in _NO_VERB else None
    return None


def _head(text: Reading, at: int) -> int:
    clause = text.tokens[text.units[at].first].clause
    for there in range(at + 1, min(at + 1 + _HEAD, len(text.units))):
        unit = text.units[there]
        token = text.tokens[unit.first]
        if token.clause != clause:
            return -1
        if (
            unit.which < 0
            and token.stem
            and not token.low.endswith("ly")
            and token.low not in _HOLDS
            and token.low not in TO
        ):
            return there
    return -1


def _low(text: Reading, at: int) -> str:
    return text.tokens[text.units[at].first].low if 0 <= at < len(text.units) else ""
