"""Dates that sentences name, resolved against the day they were published; and whether what was expected is over by now."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})|(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
    r"(?:,? (?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RELATIVE = re.compile(
    rf"\b(?:(?P<ahead>next|this|by|until|before) )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!['’]s)|\b(?P<tomorrow>tomorrow)\b",
    re.IGNORECASE,
)
_AHEAD = r"\b(?:will|won't|is|are|set|due|scheduled|expected|planned|plans?|would|until)\b"
_AHEAD_BEFORE = re.compile(
    rf"{_AHEAD}(?:(?!\b(?:said|told|after|since|when|following|announced)\b)[^.;]){{0,80}}$", re.IGNORECASE
)
_AHEAD_AFTER = re.compile(r"^,? [^.;,]{0,60}\b(?:will|is|are) (?:be |due|set|expected|to |\w+)", re.IGNORECASE)
_HALF_YEAR = timedelta(days=183)


def dates_in(sentence: str, published: date | None) -> list[date]:
    """The days a sentence names. A day without a year is the one nearest to publication; without that, it is left out."""
    found = []
    for match in _DATE.finditer(sentence):
        month = _MONTHS[(match["month"] or match["month2"]).lower()]
        day = int(match["day"] or match["day2"])
        if match["year"]:
            resolved = _day(int(match["year"]), month, day)
        elif published:
            near = [each for year in (-1, 0, 1) if (each := _day(published.year + year, month, day))]
            resolved = min(near, key=lambda each: abs(each - published), default=None)
        else:
            resolved = None
        if resolved:
            found.append(resolved)
    return found


def coming_days(sentence: str, published: date | None) -> list[date]:
    """Days named as still to come: dates, weekdays after publication, tomorrow."""
    days = dates_in(sentence, published)
    if published:
        for match in _RELATIVE.finditer(sentence):
            if match["tomorrow"]:
                days.append(published + timedelta(days=1))
            elif match["ahead"] or _looks_ahead(sentence, match):
                ahead = (_WEEKDAYS.index(match["weekday"].lower()) - published.weekday()) % 7
                days.append(published + timedelta(days=ahead or 7 * (match["ahead"] or "").lower().startswith("next")))
    return days


def is_over(sentence: str, *, published: date | None, today: date) -> bool:
    """Whether what this sentence expects should have happened by now: every day it names is past, or it is half a year old."""
    days = coming_days(sentence, published)
    if days:
        return max(days) < today
    return published is not None and today - published > _HALF_YEAR


def _looks_ahead(sentence: str, weekday: re.Match[str]) -> bool:
    """Whether a bare weekday is one to come: "will meet on Friday", "On Friday the court will"; not "banned it on Friday"."""
    if _AHEAD_BEFORE.search(sentence[: weekday.start()]):
        return True
    return weekday.start() <= len("On ") and bool(_AHEAD_AFTER.match(sentence[weekday.end() :]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
