"""
Text → reading: its tokens, numbers, names, quotations and units, made once and looked at by every check.

A unit is what the checks count places in: a word, a whole name, a whole number, or a mark. Names and numbers are alike as units, so that
"§ sued §" is found again whoever is named; articles and hyphens are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dispatcher.stories.briefing.abbreviations import BEFORE_A_NAME
from dispatcher.stories.briefing.check.function_words import CALENDAR, FORMS, FUNCTION
from dispatcher.stories.briefing.check.numerals import Number, numbers_in
from dispatcher.stories.briefing.check.ordinary import is_ordinary
from dispatcher.stories.briefing.check.places import LONG, alike
from dispatcher.stories.briefing.check.quoted import quotations
from dispatcher.stories.briefing.check.tokens import Token, plain, tokenise

NAME, NUMBER, DAY = "§name", "§number", "§day"
_LITTLE = "the a an of in on at for and or to by with from but if when"
_NEVER_IN_A_NAME = frozenset(_LITTLE.split())
_NO_UNITS = frozenset(("a", "an", "the", "-", "'", '"'))


class Name(NamedTuple):
    """A run of words with capitals, tokens first to last."""

    first: int
    last: int
    parts: tuple[str, ...]  # in lower case


class Unit(NamedTuple):
    """One step of a text."""

    key: str  # what it is compared by: a stem, a word that carries nothing, a mark, NAME or NUMBER
    first: int  # its tokens
    last: int
    which: int  # the place among names or numbers; -1 for the others


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as the checks see it."""

    text: str  # with plain quotation marks, dashes and white space
    tokens: tuple[Token, ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]
    units: tuple[Unit, ...]
    quotes: tuple[tuple[int, int], ...]  # places in `text` between quotation marks
    lows: frozenset[str]
    stems: frozenset[str]
    alikes: frozenset[str]  # every word as a name could be compared by, and the short forms of full names


@lru_cache(maxsize=4_096)
def read(text: str) -> Reading:
    """Read a text. Never raises; what is past the first 4,000 code points is not seen."""
    made = plain(text)
    tokens = _after_abbreviations(tokenise(made))
    numbers = tuple(numbers_in(tokens))
    counted = {at for number in numbers for at in range(number.first, number.last + 1)}
    names = tuple(_names(tokens, counted))
    lows = frozenset(token.low for token in tokens)
    return Reading(
        text=made,
        tokens=tuple(tokens),
        numbers=numbers,
        names=names,
        units=tuple(_units(tokens, numbers, names)),
        quotes=tuple(quotations(made)),
        lows=lows,
        stems=frozenset(token.stem for token in tokens if token.stem),
        alikes=frozenset(map(alike, lows)) | frozenset(_short_forms(tokens)),
    )


def _after_abbreviations(tokens: list[Token]) -> list[Token]:
    """The point of "Mr." and of an initial ends no sentence: the capital behind it speaks."""
    for at in range(2, len(tokens)):
        point, before = tokens[at - 1], tokens[at - 2]
        if (
            tokens[at].opens
            and point.text == "."
            and (before.low in BEFORE_A_NAME or (len(before.low) == 1 and before.capital))
        ):
            tokens[at] = tokens[at]._replace(opens=False)
    return tokens


def is_name(token: Token, following: Token | None) -> bool:
    """Whether a word is written as a name; at the beginning of a sentence only one that is no ordinary word."""
    if not token.capital or token.mark or token.low in CALENDAR or token.low == "i":
        return False
    if not token.opens:
        return (
            token.low not in FUNCTION or (token.text.isupper() and len(token.low) > 1) or _in_a_name(token, following)
        )
    if is_ordinary(token.low):
        named = following is not None and following.capital and not following.opens and following.low not in CALENDAR
        return named and token.low not in FUNCTION
    return True


def _in_a_name(token: Token, following: Token | None) -> bool:
    """Whether a little word with a capital belongs to a name: "All Nippon Airways", not "The Hague"."""
    return token.low not in _NEVER_IN_A_NAME and following is not None and following.capital and not following.opens


def _names(tokens: Sequence[Token], counted: set[int]) -> Iterator[Name]:
    run: list[int] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if at not in counted and is_name(token, following):
            if run and (token.opens or tokens[run[-1]].text.endswith("'s")):
                yield _name(tokens, run)
                run = []
            run.append(at)
        elif run and not (following is not None and _joins(token, following)):
            yield _name(tokens, run)
            run = []
    if run:
        yield _name(tokens, run)


def _joins(mark: Token, following: Token) -> bool:
    """Whether a mark stands inside a name: "Mr. Smith", "Smith & Wesson"."""
    return mark.text in {".", "&"} and following.capital and not following.opens


def _name(tokens: Sequence[Token], run: Sequence[int]) -> Name:
    return Name(run[0], run[-1], tuple(tokens[at].low for at in run))


def _units(tokens: Sequence[Token], numbers: Sequence[Number], names: Sequence[Name]) -> Iterator[Unit]:
    spans = {number.first: Unit(NUMBER, number.first, number.last, at) for at, number in enumerate(numbers)}
    spans |= {name.first: Unit(NAME, name.first, name.last, at) for at, name in enumerate(names)}
    at = 0
    while at < len(tokens):
        if unit := spans.get(at):
            yield unit
            at = unit.last + 1
            continue
        if tokens[at].low not in _NO_UNITS and not (tokens[at].mark and at + 1 == len(tokens)):
            yield Unit(_key(tokens[at]), at, at, -1)
        at += 1


def _key(token: Token) -> str:
    if token.capital and (day := CALENDAR.get(token.low)):
        return DAY + day
    return token.stem or FORMS.get(token.low, token.low)


def _short_forms(tokens: Sequence[Token]) -> Iterator[str]:
    for at, token in enumerate(tokens):
        if not token.capital:
            continue
        for full, short in LONG.items():
            if token.low == full[0] and tuple(each.low for each in tokens[at : at + len(full)]) == full:
                yield short
