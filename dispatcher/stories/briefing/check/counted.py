"""What a number counts: its unit of measure, and the nouns ahead of it and around it."""

from __future__ import annotations

from dispatcher.stories.briefing.check.function_words import FUNCTION
from dispatcher.stories.briefing.check.number_words import ONES, TENS
from dispatcher.stories.briefing.check.numerals import Number
from dispatcher.stories.briefing.check.reading import Reading

AHEAD = 4  # tokens in which the counted noun is looked for
_BEHIND = 3
_WIDELY = 8
_ENDS = frozenset(
    (
        "and",
        "or",
        "in",
        "on",
        "at",
        "during",
        "after",
        "before",
        "when",
        "as",
        "to",
        "from",
        "by",
        "for",
        "since",
        "with",
    )
)
_UNITS = {
    unit: name
    for name, listed in {
        "second": "second seconds", "minute": "minute minutes", "hour": "hour hours", "day": "day days", "week": "week weeks",
        "month": "month months", "year": "year years decade decades century centuries", "mile": "mile miles", "kilometre": "km kilometre kilometres kilometer kilometers", "metre": "metre metres meter meters",
        "foot": "foot feet ft", "inch": "inch inches", "acre": "acre acres", "hectare": "hectare hectares", "mph": "mph", "kph": "kph",
        "kilo": "kg kilogram kilograms kilos", "ton": "ton tons tonne tonnes", "litre": "litre litres liter liters", "degree": "degree degrees",
        "barrel": "barrel barrels", "gallon": "gallon gallons",
    }.items()
    for unit in listed.split()
}  # fmt: skip


def unit_of(text: Reading, number: Number) -> str:
    """The unit of measure right behind a number, over a hyphen."""
    behind = [token for token in text.tokens[number.last + 1 : number.last + 3] if token.text != "-"]
    return _UNITS.get(behind[0].low, "") if behind else ""


def ahead(text: Reading, number: Number) -> frozenset[str]:
    """What the words behind a number say, up to the end of its clause."""
    clause = text.tokens[number.last].clause
    found = []
    for token in text.tokens[number.last + 1 : number.last + 1 + AHEAD]:
        if token.clause != clause or token.number or token.low in _ENDS or token.low in ONES or token.low in TENS:
            break
        found.append(token.stem)
    return frozenset(filter(None, found))


def around(text: Reading, number: Number) -> frozenset[str]:
    """The same with the words before it."""
    before = []
    for token in reversed(text.tokens[max(number.first - _BEHIND, 0) : number.first]):
        if token.number or (token.mark and token.text not in {"-", "$"}):
            break
        before.append(token.stem)
    return ahead(text, number) | frozenset(filter(None, before))


def widely(text: Reading, number: Number) -> frozenset[str]:
    """What the words say that stand further around it."""
    beside = text.tokens[max(number.first - _WIDELY, 0) : number.last + _WIDELY]
    return frozenset(token.stem for token in beside if token.stem)


def phrase(text: Reading, number: Number) -> str:
    """A number with what it counts, as a person would point at it: "50 injured"; else with what leads to it: "rose to 50"."""
    first, end = number.first, number.last
    behind = text.tokens[number.last + 1 : number.last + 4]
    if behind and (behind[0].low in FUNCTION or (behind[0].mark and behind[0].text != "-")):
        first = next((at for at in range(first - 1, max(first - 4, -1), -1) if text.tokens[at].stem), first)
    else:
        for at, token in enumerate(behind, start=number.last + 1):
            if token.mark and token.text != "-":
                break
            end = at
            if token.stem:
                break
    return text.text[text.tokens[first].start : text.tokens[end].end]
