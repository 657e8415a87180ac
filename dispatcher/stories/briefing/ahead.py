"""
Sentence, place → whether what it says there lies ahead: "said on Monday that it will meet on Thursday" looks ahead on Thursday only.

The verb nearest before a day decides; where none stands before it, the first behind it. English only, hand-readable, in doubt no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum


class Tense(Enum):
    """What the verb nearest to a place says."""

    AHEAD = "ahead"
    PAST = "past"
    PRESENT = "present"
    UNTOLD = "untold"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|[;:—]|--| – ")
_WILL = _words("will won't won’t shall must")
_MAY = _words("could may might can would")  # what may come is expected; "could have" is not
_PLANNED = _words("set due scheduled slated planned expected poised likely supposed meant booked")
_THEN_PLANNED = _words("to for on by in next this until")
_SURE = _words("due expected")  # planned whatever follows, but for "due to the storm"
_PLANS = _words(
    """
plan plans planning intends intend aims aim hopes hope expects expect vowed vows pledged pledges promised promises agreed agrees decided wants
want prepares preparing going about
"""
)  # with "to" behind them
_INFINITIVE = ("to",)
_WANTS = _words("expect expects want wants ask asks")  # "expect the deal to close by", as well
_MOVED = _words("postponed moved rescheduled delayed adjourned extended pushed")  # with "to" or "until" behind them
_TIMETABLE = _words(
    "begins opens starts resumes convenes expires returns launches premieres airs meets votes ends closes arrives kicks"
)  # a timetable's present
_TAKES = _words("effect place office")  # "takes effect on Monday"
_PLURAL_TIMETABLE = _words("begin open start resume convene meet vote end close return")
_CALLED = _words(
    "scheduled set called planned fixed booked slated announced ordered convened due expected expect expects"
)
_PAST = _words(
    """
was were had did said told made came went began held took found gave got left met won lost hit struck saw fell rose sent spoke wrote ran broke
brought bought sold shot paid led became grew knew kept cut put set drew flew drove built caught chose fought ago after following since despite
amid over
"""
)
_PRESENT = _words("has have is are says")  # no past, but no plan either
_BEING = _words("is are was were be been being not also now still")
_HAVE_BEEN = _words("was were had")
_OF_BEING = _words("be been being is are to get become not also now still formally officially")
_BEFORE_ADJECTIVE = _words("the a an its their his her our this that these those of for in with two three")
_SINGULAR_S = _words("was is has its this")
_RESET = (";", "—", "--", " – ")
_SHORTEST_ED = 5  # "need" and "seed" are no past
_WINDOW, _CALL_WINDOW, _WANT_WINDOW = 160, 14, 5  # code points behind a day, words before it, words before "to"

_DAY_FOR = re.compile(r"\bfor (?:\w+ ){0,2}$")
_EVENT_BEFORE = re.compile(
    r"\b(?:attacks?|shootings?|killings?|crash|accident|deaths?|explosions?|blasts?|incident|earthquake|quake|fires?|collapse|derailment"
    r"|announcement|statement|arrests?|assault|raid|murders?|launch of|decision|ruling|comments|remarks|interview|tweet|leak)"
    r"(?: (?:in|at|of|near) [^,;]{1,40})?,? (?:early |late )?(?:on )?$"
)  # "charged over the attack on Monday"
_CALLED_OFF = re.compile(
    r"\b(?:had (?:said|announced|planned|warned|told|promised|hoped|expected)|cancel(?:s|led|ed|ling|ing)?|call(?:s|ed|ing) off|scrapp?ed|no longer|would have|should have|originally|previously|last year|years ago"
    r"|(?:was|were|had been|been) (?:due|set|expected|scheduled|planned|supposed|meant|originally))\b",
    re.IGNORECASE,
)


def tense_at(sentence: str, start: int, end: int) -> Tense:
    """The tense of what stands between `start` and `end`, the name of a day."""
    before = sentence[:start]
    if _DAY_FOR.search(before) and _is_called_for(before):
        return Tense.AHEAD
    if _EVENT_BEFORE.search(before):
        return Tense.PAST
    tense = _tense_of(before)
    return tense if tense is not Tense.UNTOLD else _tense_of(sentence[end : end + _WINDOW], first=True)


def is_called_off(sentence: str) -> bool:
    """Whether it speaks of a plan that was given up, or of one in the past."""
    return bool(_CALLED_OFF.search(sentence))


def _is_called_for(before: str) -> bool:
    """Of "called a strike for Thursday", "has set a hearing for 8 November": whatever the tense, the day is ahead."""
    found = {token.lower() for token in _TOKEN.findall(before)[-_CALL_WINDOW:]}
    return bool(found & _CALLED) and not found & _HAVE_BEEN


def _tense_of(text: str, *, first: bool = False) -> Tense:
    """The tense after the last verb of `text`, or after its first."""
    tokens = _TOKEN.findall(text)
    state = Tense.UNTOLD
    for at, token in enumerate(tokens):
        if token in _RESET:
            state = Tense.UNTOLD
            continue
        behind = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
        before = [each.lower() for each in tokens[max(at - 3, 0) : at]]
        if token in _INFINITIVE and _WANTS & set(tokens[max(at - _WANT_WINDOW, 0) : at]):
            state = Tense.AHEAD
        state = _ahead(token, before, behind) or _past_or_present(token.lower(), before) or state
        if first and state is not Tense.UNTOLD:
            return state
    return state


def _ahead(token: str, before: Sequence[str], behind: str) -> Tense | None:
    """AHEAD for the words of a plan, PAST for those of a plan that was; None for the rest."""
    low = token.lower()
    last = before[-1] if before else ""
    if low.endswith(("'ll", "’ll")) or (low in _WILL and token[0].islower()):
        return Tense.AHEAD
    if low in _MAY and token[0].islower():
        return Tense.AHEAD if behind != "have" else Tense.PAST
    if low in {"is", "are"} and behind == "to":
        return Tense.AHEAD
    if low == "due" and behind == "to" and not _BEING & set(before):
        return None
    if low in _PLANNED and (not behind or behind in _THEN_PLANNED or low in _SURE):
        return Tense.PAST if _HAVE_BEEN & set(before) else Tense.AHEAD
    planned = (low in _PLANS and behind == "to" and last not in _HAVE_BEEN) or (
        low in _MOVED and behind in {"to", "until", "till"}
    )
    timetable = (
        low in _TIMETABLE
        or (low in {"take", "takes"} and behind in _TAKES)
        or (low in _PLURAL_TIMETABLE and last.endswith("s") and last not in _SINGULAR_S)
    )
    return Tense.AHEAD if planned or timetable else None


def _past_or_present(low: str, before: Sequence[str]) -> Tense | None:
    """The tense of other verbs; a participle after "be" or an article tells none."""
    if low in _PRESENT:
        return Tense.PRESENT
    if low in _PAST:
        return Tense.PAST
    last = before[-1] if before else ""
    tells = low.endswith("ed") and len(low) >= _SHORTEST_ED
    return Tense.PAST if tells and last not in _BEFORE_ADJECTIVE and not _OF_BEING & set(before[-2:]) else None
