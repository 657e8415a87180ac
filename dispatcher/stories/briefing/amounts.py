"""
Text → amounts: "at least 14", "about 5,000", "$2.1 billion", "twenty-one", with how exactly they are told.

Two amounts are the same when one is the other, rounded: "more than 500" and "527", "$2 billion" and "$2.1 billion".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: number for number, word in enumerate(_ONES.split(), start=1)} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_WORD = rf"(?:(?:{'|'.join(_TENS.split())})-(?:{'|'.join(_ONES.split()[:9])})|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_ABOVE = ("at least", "more than", "over", "no fewer than", "upwards of", "in excess of")
_BELOW = (
    "nearly",
    "almost",
    "up to",
    "as many as",
    "fewer than",
    "less than",
    "no more than",
    "close to",
    "just under",
    "under",
)
_ROUND = ("about", "around", "some", "roughly", "approximately", "an estimated")
_ROUGH = "|".join(sorted((*_ABOVE, *_BELOW, *_ROUND), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.,:/#–-])(?:(?P<rough>{_ROUGH}) )?"
    r"(?P<sign>(?:US|A|C|HK|NZ|S)?\$|€|£|¥|₹)? ?"
    rf"(?P<number>(?>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]{{1,3}})?|[0-9]{{1,9}}(?:\.[0-9]{{1,3}})?|\b{_WORD}))"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|m|b|k)\b|(?!\w))",
    re.IGNORECASE,
)
_SHORT = frozenset(["m", "b", "k"])  # only after a currency's sign: "5 m" may be metres
_EXACT = 1_000  # below that, a number without a rough word means itself: a toll of 50 is not one of 53


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a text tells it."""

    start: int
    end: int
    value: float
    step: float  # the unit it is told in: 100,000,000 for "2.1 billion"
    rough: str  # "at least", or ""
    sign: str  # of the currency, or ""
    shown: str  # rough word, sign and digits as they stand; number words as digits

    @property
    def above(self) -> bool:
        """Whether it is told as a lower bound."""
        return self.rough in _ABOVE


def amounts(text: str) -> Iterator[Amount]:
    """Every amount in the text, in order."""
    for match in _AMOUNT.finditer(text):
        written, sign, scale = match["number"].lower(), (match["sign"] or "").upper(), match["scale"] or ""
        end = match.end()
        if scale.lower() in _SHORT and not sign:
            scale, end = "", match.end("number")
        value = _value(written)
        if value is None:
            continue
        rough = (match["rough"] or "").lower()
        factor = _SCALES.get(scale.lower(), 1.0)
        step = _step(match["number"] if written[0].isdigit() else f"{value:.0f}", rough) * factor
        digits = match["number"]
        if not written[0].isdigit():
            digits = f"{value:,.0f}" if factor > _EXACT else f"{value * factor:,.0f}"
            scale = scale if factor > _EXACT else ""
        yield Amount(
            start=match.start(),
            end=end,
            value=value * factor,
            step=step,
            rough=rough,
            sign=sign,
            shown=f"{rough} {match['sign'] or ''}{digits}{_gap(match) if scale else ''}{scale}".strip(),
        )


def same(one: Amount, other: Amount) -> bool:
    """Whether both tell the same, one perhaps rounded."""
    coarse, fine = (one, other) if one.step >= other.step else (other, one)
    off = fine.value - coarse.value
    slack = 1e-9 * max(abs(fine.value), 1.0)
    if abs(off) <= slack:
        return True
    if coarse.step <= fine.step:
        return False
    if coarse.rough in _ABOVE:
        return 0 <= off < coarse.step
    if coarse.rough in _BELOW:
        return -coarse.step < off <= 0
    return abs(off) <= coarse.step / 2 + slack


def _gap(match: re.Match[str]) -> str:
    """What stands between digits and scale: nothing in "$2bn", a space also for the hyphen of "$2-billion"."""
    return "" if match.end("number") == match.start("scale") else " "


def _value(written: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    tens, _, ones = written.partition("-")
    return float(WORDS[tens] + (WORDS[ones] if ones else 0)) if tens in WORDS else None


def _step(digits: str, rough: str) -> float:
    whole, _, fraction = digits.replace(",", "").partition(".")
    if fraction:
        return float(10.0 ** -len(fraction))
    zeros = len(whole) - len(whole.rstrip("0"))
    if (
        not zeros
        or whole.strip("0") == ""
        or (not rough and int(whole) < _EXACT)
        or (rough == "at least" and int(whole) < _EXACT)
    ):
        return 1.0
    return float(10.0**zeros)
