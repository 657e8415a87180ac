"""
Tokens → numbers: "1.2 million", "$5bn", "5 to 10 percent", "twenty-one", "half", "2.30pm", "21st", each as the values it may stand for.

A value is (kind, unit, number): ("money", "dollar", 5E9). Two numbers say the same when they share a value. Dates are a day and a year as
plain numbers; the months beside them are names of the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from dispatcher.stories.briefing.check.number_words import (
    ALONE,
    CURRENCIES,
    CURRENCY_WORDS,
    LONG_TIMES,
    NOT_ONE_AFTER,
    NOT_ONE_BEFORE,
    ONES,
    ORDINALS,
    PARTS,
    PERCENT,
    SCALES,
    SUFFIXES,
    TENS,
    Value,
)
from dispatcher.stories.briefing.check.tokens import Token

_JOINS = frozenset(("to", "and", "or", "-", "—"))
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")
_NOON = 720  # minutes


class Number(NamedTuple):
    """A number in its place: tokens first to last, and what it may stand for."""

    values: frozenset[Value]
    first: int
    last: int
    kind: str  # count, money, percent, points, ordinal, part, times, clock, vague

    def written(self, tokens: Sequence[Token]) -> str:
        """As the text has it."""
        return _joined(tokens[self.first : self.last + 1])


def numbers_in(tokens: Sequence[Token]) -> list[Number]:
    """Every number, in order; none inside another."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number = _number(tokens, at)
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.last + 1
    return _ranges(tokens, found)


def _joined(tokens: Sequence[Token]) -> str:
    made = ""
    for before, token in zip((None, *tokens), tokens, strict=False):
        made += (" " if before is not None and token.start > before.end else "") + token.text
    return made


def _number(tokens: Sequence[Token], at: int) -> Number | None:
    token = tokens[at]
    if token.number:
        return _from_digits(tokens, at)
    if token.mark or not token.low:
        return None
    return _from_words(tokens, at)


def _from_digits(tokens: Sequence[Token], at: int) -> Number | None:
    value, last = _digits(tokens[at].text), at
    if value is None:
        return _clock(tokens, at)
    after = _low(tokens, at + 1)
    touching = at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end
    if after in {"am", "pm"}:
        return _clock(tokens, at)
    if touching and after in {"st", "nd", "rd", "th"}:
        return Number(frozenset({("ordinal", "", value), ("count", "", value)}), at, at + 1, "ordinal")
    if touching and after in SUFFIXES:
        value, last = value.scaleb(SUFFIXES[after]), at + 1
    value, last = _scaled(tokens, value, last)
    return _with_unit(tokens, value, at, last)


def _digits(text: str) -> Decimal | None:
    """What digits say; None for a time of day."""
    if ":" in text:
        return None
    whole = text.split(",")
    if len(whole) > 1 and all(len(part.partition(".")[0]) == 3 for part in whole[1:]):  # noqa: PLR2004 - thousands
        text = text.replace(",", "")
    elif text.count(".") > 1 and all(len(part) == 3 for part in text.split(".")[1:]):  # noqa: PLR2004 - thousands
        text = text.replace(".", "")
    try:
        return Decimal(text.replace(",", ".")).normalize()
    except InvalidOperation:  # "1.2.3", the number of a version: as it stands, it equals itself alone
        return Decimal("".join(str(ord(char)) for char in text))


def _clock(tokens: Sequence[Token], at: int) -> Number:
    """A time of day, in minutes; without a.m. or p.m. both halves of the day are meant."""
    after = _low(tokens, at + 1)
    half, last = (after[:2], at + 1) if after in {"am", "pm"} else ("", at)
    found = _TIME.fullmatch(tokens[at].text)
    if found is None:  # a score, a verse, a ratio: it equals itself alone
        return Number(frozenset({("ratio", tokens[at].text, Decimal(0))}), at, last, "ratio")
    value = int(found[1]) * 60 + int(found[2] or 0)
    if half:
        value = value % _NOON + (_NOON if half == "pm" else 0)
    values = {value} if half or value >= _NOON else {value, value + _NOON}
    return Number(frozenset(("clock", "", Decimal(each)) for each in values), at, last, "clock")


def _from_words(tokens: Sequence[Token], at: int) -> Number | None:
    low, after = tokens[at].low, _low(tokens, at + 1)
    if alone := ALONE.get(low):
        return Number(frozenset({alone}), at, at, alone[0])
    if low == "a" and after in LONG_TIMES:
        return _with_unit(tokens, Decimal(1), at, at)
    if low in {"a", "an"} and after in SCALES:
        return _with_unit(tokens, *_from(tokens, Decimal(1), at, at))
    if low in SCALES:
        value = Decimal(12 if low == "dozen" else 1).scaleb(SCALES[low]).normalize()
        return _with_unit(tokens, *_from(tokens, value, at, at))
    if low in ORDINALS and not (low == "second" and _low(tokens, at - 1) in {"a", "per"}):
        return Number(frozenset({("ordinal", "", Decimal(ORDINALS[low]))}), at, at, "ordinal")
    return _part(tokens, at) or _spelled(tokens, at)


def _spelled(tokens: Sequence[Token], at: int) -> Number | None:
    low = tokens[at].low
    if low in ONES:
        return None if _is_pronoun(tokens, at) else _with_unit(tokens, *_from(tokens, Decimal(ONES[low]), at, at))
    if low not in TENS:
        return None
    value, last = Decimal(TENS[low]), at
    step = _next_word(tokens, at)
    behind = tokens[step].low if step is not None else ""
    if step is not None and behind in ORDINALS:
        return Number(frozenset({("ordinal", "", value + ORDINALS[behind])}), at, step, "ordinal")
    if step is not None and 0 < ONES.get(behind, 0) < 10:  # noqa: PLR2004 - "twenty-one"
        value, last = value + ONES[behind], step
    return _with_unit(tokens, *_from(tokens, value, at, last))


def _is_pronoun(tokens: Sequence[Token], at: int) -> bool:
    """Whether "one" counts nothing: "no one", "one of them"."""
    if tokens[at].low != "one":
        return False
    after = _low(tokens, at + 1)
    return after in NOT_ONE_AFTER or not after[:1].isalpha() or _low(tokens, at - 1) in NOT_ONE_BEFORE


def _part(tokens: Sequence[Token], at: int) -> Number | None:
    """Half, a third of, two-thirds, half a million."""
    low = tokens[at].low
    if low in {"half", "quarter"} and _low(tokens, at + 1) in SCALES:
        value, last = _scaled(tokens, Decimal(1) / PARTS[low], at)
        return _with_unit(tokens, value, at, last)
    if low == "half":
        if _low(tokens, at + 1) == "a" and _low(tokens, at + 2) in SCALES:
            value, last = _scaled(tokens, Decimal("0.5"), at + 1)
            return _with_unit(tokens, value, at, last)
        return Number(_share(1, 2), at, at, "part")
    above = 1 if low in {"a", "one"} else ONES.get(low, 0)
    step = _next_word(tokens, at)
    if not above or step is None or (below := PARTS.get(tokens[step].low)) is None:
        return None
    if tokens[step].low in {"third", "quarter", "fifth", "tenth"} and step == at + 1 and _low(tokens, step + 1) != "of":
        return None
    return Number(_share(above, below), at, step, "part")


def _share(above: int, below: int) -> frozenset[Value]:
    """A part of the whole, which some write in percent."""
    part = (Decimal(above) / below).quantize(Decimal("0.001")).normalize()
    return frozenset({("part", "", part), ("percent", "", (part * 100).normalize())})


def _from(tokens: Sequence[Token], value: Decimal, first: int, last: int) -> tuple[Decimal, int, int]:
    value, last = _scaled(tokens, value, last)
    return value, first, last


def _scaled(tokens: Sequence[Token], value: Decimal, last: int) -> tuple[Decimal, int]:
    """With the scales and the smaller numbers behind: "hundred and twenty", "million"."""
    step = _next_word(tokens, last)
    while step is not None and (scale := SCALES.get(tokens[step].low)) is not None:
        value, last = (value * 12 if tokens[step].low == "dozen" else value.scaleb(scale)), step
        step = _next_word(tokens, last)
        if step is not None and tokens[step].low == "and":
            step = _next_word(tokens, step)
        below = TENS.get(tokens[step].low, ONES.get(tokens[step].low, 0)) if step is not None else 0
        if step is not None and below:
            value, last = value + below, step
            step = _next_word(tokens, last)
            if step is not None and below >= 20 and 0 < ONES.get(tokens[step].low, 0) < 10:  # noqa: PLR2004 - "twenty-one"
                value, last = value + ONES[tokens[step].low], step
                step = _next_word(tokens, last)
    return value.normalize(), last


def _next_word(tokens: Sequence[Token], at: int) -> int | None:
    """The next token, over a hyphen."""
    step = at + 1
    if step + 1 < len(tokens) and tokens[step].text == "-":
        step += 1
    return step if step < len(tokens) and not tokens[step].mark and not tokens[step].number else None


def _with_unit(tokens: Sequence[Token], value: Decimal, first: int, last: int) -> Number:
    kind, unit, after = "count", "", _low(tokens, last + 1)
    if first and tokens[first - 1].text in CURRENCIES:
        kind, unit, first = "money", CURRENCIES[tokens[first - 1].text], first - 1
    elif after in PERCENT or (after == "per" and _low(tokens, last + 2) == "cent"):
        last += 2 if after == "per" or _low(tokens, last + 2) in {"point", "points"} else 1
        kind = "points" if _low(tokens, last) in {"point", "points"} else "percent"
    elif after in LONG_TIMES:
        value *= LONG_TIMES[after]  # the word itself stays the unit of measure
    elif after in CURRENCY_WORDS:
        kind, unit, last = "money", CURRENCY_WORDS[after], last + 1
    return Number(frozenset({(kind, unit, value)}), first, last, kind)


def _ranges(tokens: Sequence[Token], found: list[Number]) -> list[Number]:
    """In "5 to 10 percent" the five is percent as well, and in "$5-10 million" it is millions."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        joined = other.first - one.last == 2 and tokens[one.last + 1].low in _JOINS  # noqa: PLR2004 - one token between
        if not joined or one.kind not in {"count", "money"}:
            continue
        values = set(one.values)
        scale = _scale(tokens, other)
        for _, unit, value in one.values:
            for kind, other_unit, _ in other.values:
                if kind in {"percent", "points", "money", "count"}:
                    values |= {
                        (kind, other_unit or unit, value),
                        (kind, other_unit or unit, value.scaleb(scale).normalize()),
                    }
            values.add(("money" if unit else "count", unit, value.scaleb(scale).normalize()))
        found[at] = one._replace(values=frozenset(values))
    return found


def _scale(tokens: Sequence[Token], number: Number) -> int:
    """How many noughts the scales of a number add: six for "10 million"."""
    return sum(SCALES.get(token.low, SUFFIXES.get(token.low, 0)) for token in tokens[number.first : number.last + 1])


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""
