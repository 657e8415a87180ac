"""Numbers: each stands in the cited text, with its unit, and counts there what it counts in the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from dispatcher.stories.briefing.check.counted import AHEAD, ahead, around, phrase, unit_of, widely
from dispatcher.stories.briefing.check.function_words import CALENDAR
from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.numerals import Number
from dispatcher.stories.briefing.check.reading import NUMBER, Reading, Unit
from dispatcher.stories.briefing.check.surroundings import fit, misplaced

_SURELY = 3
_ANYBODY = frozenset(("people", "person", "man", "woman", "resid"))  # stems that every number of people counts
_ALIKE = 2  # steps of the same surroundings that stand for a noun
_COUNTS_NOTHING = frozenset(("ordinal", "clock", "part", "times", "vague", "ratio"))
_YEARS = range(1000, 2200)


def check_numbers(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for its numbers, its days and its months."""
    absent = [number for number in sentence.numbers if not any(_told(number, text, sentence) for text in cited)]
    for number in absent:
        yield Reason(ReasonKind.NUMBER, _unseen(sentence, number, cited))
    yield from _calendar(sentence, cited)
    if absent:
        return
    moved: set[int] = set()
    for unit, text, rival in misplaced(sentence, cited, NUMBER, partial(_is_same, sentence)):
        moved.add(unit.which)
        yield _other(phrase(sentence, sentence.numbers[unit.which]), phrase(text, text.numbers[rival.which]))
    for at, number in enumerate(sentence.numbers):
        if at not in moved and (instead := _counts_another(sentence, number, cited)):
            yield _other(phrase(sentence, number), instead)


def _is_same(sentence: Reading, unit: Unit, text: Reading, rival: Unit) -> bool:
    return _same(sentence.numbers[unit.which], text.numbers[rival.which])


def _same(one: Number, other: Number) -> bool:
    return not one.values.isdisjoint(other.values)


def _told(number: Number, text: Reading, sentence: Reading) -> bool:
    if any(_same(number, other) for other in text.numbers):
        return True
    if ("count", "", Decimal(1)) in number.values:
        return "one" in text.lows or _single(sentence, number, text)
    if number.kind == "ordinal" and sentence.tokens[number.first].low == "first":
        return not text.lows.isdisjoint(("first", "firstly", "maiden", "inaugural", "debut", "initial", "initially"))
    return number.kind == "vague" and any(_roughly(number, other) for other in text.numbers)


def _single(sentence: Reading, number: Number, text: Reading) -> bool:
    """Whether the cited text has "a person" for "one person"."""
    noun = next((token.stem for token in sentence.tokens[number.last + 1 : number.last + 1 + AHEAD] if token.stem), "")
    return bool(noun) and any(
        token.low in {"a", "an", "single", "another"}
        and any(after.stem == noun for after in text.tokens[at + 1 : at + 4])
        for at, token in enumerate(text.tokens)
    )


def _roughly(vague: Number, number: Number) -> bool:
    """Whether the cited text has 340 for "hundreds"."""
    ((_, _, power),) = vague.values
    return any(kind == "count" and 2 * 10**power <= value < 20 * 10**power for kind, _, value in number.values)


def _calendar(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Days and months stand in the cited text, whole or short."""
    told = {CALENDAR[token.low] for text in cited for token in text.tokens if token.low in CALENDAR and token.capital}
    for at, token in enumerate(sentence.tokens):
        if not token.capital or token.low not in CALENDAR or CALENDAR[token.low] in told:
            continue
        if token.low in {"may", "march", "mar", "sat", "sun", "wed"} and (
            token.opens or not _by_a_number(sentence, at)
        ):
            continue  # "May I", "the Sun"
        yield Reason(ReasonKind.NUMBER, f'says "{token.text}"; the cited text does not')


def _by_a_number(sentence: Reading, at: int) -> bool:
    around = sentence.tokens[max(at - 2, 0) : at + 3]
    return any(token.number or token.low in {"in", "on", "last", "next", "early", "late"} for token in around)


def _counts_another(sentence: Reading, number: Number, cited: Sequence[Reading]) -> str:
    """What a number counts in the cited text, where that is not what it counts in the sentence; "" where it may be the same."""
    if number.kind in _COUNTS_NOTHING or _is_date(sentence, number):
        return ""
    unit, nouns, words = unit_of(sentence, number), ahead(sentence, number), around(sentence, number)
    nouns = nouns - _ANYBODY or nouns
    wide = widely(sentence, number)
    instead = ""
    for text in cited:
        for other in (each for each in text.numbers if _same(number, each)):
            agrees = _agrees(unit, unit_of(text, other))
            if _is_date(text, other) or (agrees and nouns & around(text, other)):
                return ""
            steps = _steps(sentence, number, text, other)
            near = (
                not nouns or words & around(text, other) or steps >= _ALIKE or len(wide & widely(text, other)) >= _ALIKE
            )
            if agrees and near and (steps >= _SURELY or not _taken(nouns, text, number)):
                return ""
            instead = instead or phrase(text, other)
    return instead


def _steps(sentence: Reading, number: Number, text: Reading, other: Number) -> int:
    at, there = (
        next(at for at, unit in enumerate(each.units) if unit.first == found.first)
        for each, found in ((sentence, number), (text, other))
    )
    return fit(sentence.units, at, text.units, there).steps


def _agrees(unit: str, other: str) -> bool:
    return unit == other or not (unit and other)


def _taken(nouns: frozenset[str], text: Reading, number: Number) -> bool:
    """Whether another number of this text counts one of these nouns."""
    return any(
        not _same(number, other) and nouns & (ahead(text, other) or around(text, other)) for other in text.numbers
    )


def _is_date(text: Reading, number: Number) -> bool:
    """A year, or a day beside its month: the month is checked with the calendar."""
    if number.first == number.last and any(kind == "count" and value in _YEARS for kind, _, value in number.values):
        return True
    beside = (*text.tokens[max(number.first - 1, 0) : number.first], *text.tokens[number.last + 1 : number.last + 3])
    return any(token.low in CALENDAR and token.capital for token in beside)


def _unseen(sentence: Reading, number: Number, cited: Sequence[Reading]) -> str:
    said = phrase(sentence, number)
    nouns = ahead(sentence, number)
    for text in cited:
        for other in text.numbers:
            if nouns & (ahead(text, other) or around(text, other)):
                return f'says "{said}"; the cited text says "{phrase(text, other)}"'
    return f'says "{said}"; the cited text has no such number'


def _other(said: str, told: str) -> Reason:
    return Reason(ReasonKind.NUMBER, f'says "{said}"; the cited text says "{told}"')
