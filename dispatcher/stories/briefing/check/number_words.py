"""Words and signs that count, and what each stands for. English."""

from __future__ import annotations

from decimal import Decimal

Value = tuple[str, str, Decimal]
"""What a number may stand for: kind, unit, number."""

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_LARGE = "twenty thirty forty fifty sixty seventy eighty ninety"
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ONES = {word: number for number, word in enumerate(_SMALL.split())}
TENS = {word: 10 * number for number, word in enumerate(_LARGE.split(), start=2)}
ORDINALS = {word: number for number, word in enumerate(_PLACES.split(), start=1)}

SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "dozen": 0}
"""Noughts that a word adds; a dozen is twelve."""
SUFFIXES = {"k": 3, "m": 6, "mn": 6, "mln": 6, "b": 9, "bn": 9, "tn": 12, "trn": 12}
"""The same of letters right behind digits: "$5bn"."""

PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
PARTS |= {f"{word}s": number for word, number in PARTS.items() if word not in {"half", "halves"}}

_VAGUE = {
    "dozens": 1,
    "scores": 1,
    "tens": 1,
    "hundreds": 2,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
    "trillions": 12,
}
_TIMES = {
    2: "twice double doubled doubling twofold",
    3: "triple tripled tripling thrice threefold",
    4: "quadruple quadrupled fourfold",
    10: "tenfold",
}
ALONE: dict[str, Value] = {
    **{word: ("vague", "", Decimal(power)) for word, power in _VAGUE.items()},
    **{word: ("times", "", Decimal(times)) for times, words in _TIMES.items() for word in words.split()},
    **{word: ("clock", "", Decimal(minutes)) for word, minutes in (("noon", 720), ("midday", 720), ("midnight", 0))},
}
"""Words that are a number by themselves."""

CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₩": "won", "₹": "rupee"}
_CURRENCY_WORDS = "dollar euro pound yen yuan rupee ruble rouble franc peso lira krona cent"
CURRENCY_WORDS = {form: word for word in _CURRENCY_WORDS.split() for form in (word, f"{word}s")} | {"kronor": "krona"}
LONG_TIMES = {"decade": 10, "decades": 10, "century": 100, "centuries": 100}
"""Years in it: two decades are 20 years."""
PERCENT = frozenset(("%", "percent", "pct", "percentage"))

_BEFORE = "no any every some this that the each which another only all loved"
_AFTER = "of another or that who whom day by the thing"
NOT_ONE_BEFORE = frozenset(_BEFORE.split())
NOT_ONE_AFTER = frozenset(_AFTER.split())
"""Words beside which "one" counts nothing: "no one", "one of them"."""
