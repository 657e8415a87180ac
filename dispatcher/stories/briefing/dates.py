"""Sentence → the days it names, with where they stand, resolved against the day it was published. What is ambiguous is no day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
_MONTH = "|".join(
    form for name in sorted(_MONTHS, key=len, reverse=True) for form in (name.capitalize(), name.upper())
)  # "may" and "march" are words
_DAYS = r"(?:st|nd|rd|th)?(?: ?(?:-|–|—|to|and|or) ?\d{1,2}(?:st|nd|rd|th)?)?"  # of "5 to 8 June", the first
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
_WEEKDAY = "|".join(f"{name[0].upper()}{name[1:]}" for name in (*_WEEKDAYS, *_SHORT))
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b\.?,? (?:the )?)?"
    rf"(?:\b(?P<day>\d{{1,2}}){_DAYS} (?:of )?(?P<month>{_MONTH})\b\.?|\b(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}}){_DAYS}\b(?![:.,]\d|%))"
    r"(?:,? (?P<year>(?:19|20)\d\d)\b)?|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
)
_ANY = re.compile(
    r"(?i:day\b|tomorrow)|\d-\d|\d(?:st|nd|rd|th)? (?:of )?[A-Z]|[A-Z][A-Za-z]{2,8}\.? \d"
)  # a cheap look before the dear one
_EVENT = re.compile(
    r"[’']?s? (?:attacks?|massacre|bombings?|shootings?|uprising|coup|revolution|disaster|earthquake|raids?|war|killings?|riots?)\b"
)  # "the October 7 attack" names what was
_NAMED = re.compile(
    r"(?<=\s)(?<! in )(?<! at )(?!(?:On|By|In|From|Until|Since|The)\b)[A-Z][a-z]+ $|\bbetween $"
)  # "the Long March 9 rocket"; "between 1 and 2 June" is no day
_RELATIVE = re.compile(
    rf"\b(?:(?P<word>next|this|by|until|before|on|last|this coming|this past) )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!['’]s| (?:night|morning|evening|afternoon)['’]s)|\b(?P<tomorrow>tomorrow)\b(?!['’]s)",
    re.IGNORECASE,
)
_AHEAD = r"\b(?:will|won't|is|are|set|due|scheduled|expected|planned|plans?|would|until)\b"
_AHEAD_BEFORE = re.compile(
    rf"{_AHEAD}(?:(?!\b(?:said|told|after|since|when|following|announced)\b)[^.;]){{0,80}}$", re.IGNORECASE
)
_AHEAD_AFTER = re.compile(r"^,? [^.;,]{0,60}\b(?:will|is|are) (?:be |due|set|expected|to |\w+)", re.IGNORECASE)
_WEEK = 7
_LONG_PAST = timedelta(days=60)  # of a day without a year: that far back, and expected, it is next year's


class Kind(StrEnum):
    """How a sentence names a day."""

    DATE = "date"
    WEEKDAY = "weekday"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class Named:
    """A day as a sentence names it: the nearest one, the one to come, and where the name stands."""

    kind: Kind
    start: int
    end: int
    day: date | None  # as dates are told: the nearest to publication; None for a weekday, which verbs decide
    ahead: date | None  # read as one to come; None where that cannot be told
    word: str = ""  # "next", "by", …, in lower case


def days_named(sentence: str, published: date | None) -> list[Named]:
    """Every day the sentence names, in order. A date without a year needs `published`, as do weekdays and "tomorrow"."""
    if not _ANY.search(sentence):
        return []
    found = [named for match in _DATE.finditer(sentence) if (named := _dated(sentence, match, published))]
    taken = [match.span() for match in _DATE.finditer(sentence)]
    if published:
        for match in _RELATIVE.finditer(sentence):
            if any(start <= match.end() - 1 < end for start, end in taken):
                continue  # "Monday, 3 August" is one day
            if match["tomorrow"]:
                day = later(published, 1)
                found.append(Named(Kind.TOMORROW, *match.span(), day, day))
            else:
                word = (match["word"] or "").lower()
                coming = _coming(published, match["weekday"], word)
                found.append(Named(Kind.WEEKDAY, *match.span(), None, coming, word))
    return sorted(found, key=lambda named: named.start)


def dates_in(sentence: str, published: date | None) -> list[date]:
    """The dates a sentence names. One without a year is the one nearest to publication; without that, it is left out."""
    return [named.day for named in days_named(sentence, published) if named.kind is Kind.DATE and named.day]


def coming_days(sentence: str, published: date | None) -> list[date]:
    """Days named as still to come: dates, weekdays after publication, tomorrow."""
    days = dates_in(sentence, published)
    if published:
        for match in _RELATIVE.finditer(sentence):
            if match["tomorrow"]:
                days += filter(None, [later(published, 1)])
            elif (
                (match["word"] or "").lower() in _TO_COME
                or sentence[: match.start()].lower().endswith(("later ", "later on "))
                or _looks_ahead(sentence, match)
            ):
                ahead = (_WEEKDAYS.index(match["weekday"].lower()) - published.weekday()) % _WEEK
                at = ahead or _WEEK * (match["word"] or "").lower().startswith("next")
                days += filter(None, [later(published, at)])
    return days


_TO_COME = ("next", "this", "by", "until", "before", "this coming")


def later(day: date, days: int) -> date | None:
    """So many days later; None past the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _dated(sentence: str, match: re.Match[str], published: date | None) -> Named | None:
    if _EVENT.match(sentence, match.end()) or _NAMED.search(sentence[: match.start()]):
        return None
    if match["iso"]:
        try:
            day: date | None = date.fromisoformat(match["iso"])
        except ValueError:
            return None
        return Named(Kind.DATE, *match.span(), day, day)
    month, number = _MONTHS[(match["month"] or match["month2"]).lower()], int(match["day"] or match["day2"])
    if match["year"]:
        days = [_day(int(match["year"]), month, number)]
    elif published:
        days = [_day(published.year + year, month, number) for year in (-1, 0, 1)]
    else:
        return None
    near = [day for day in days if day and (not match["weekday"] or _is(day, match["weekday"]))]
    if not near:
        return None
    nearest = min(near, key=lambda day: abs(day - (published or day)))
    ahead: date | None = nearest
    if published and not match["year"] and published - nearest > _LONG_PAST:
        ahead = min((day for day in near if day >= published), default=None)
    return Named(Kind.DATE, *match.span(), nearest, ahead)


def _coming(published: date, weekday: str, word: str) -> date | None:
    """
    The weekday to come. "Next Friday" said on a Tuesday may be either of two: no day. Said of the day of publication it is today.

    "next Monday" is plain on every day but Sunday, when it may be tomorrow.
    """
    if word in {"last", "this past"}:
        return None
    ahead = (_WEEKDAYS.index(weekday.lower()) - published.weekday()) % _WEEK
    if word == "next":
        in_next_week = published.weekday() + ahead >= _WEEK
        if ahead == 0:
            return later(published, _WEEK)
        return later(published, ahead) if in_next_week and ahead > 1 else None
    return later(published, ahead)


def _is(day: date, weekday: str) -> bool:
    return _WEEKDAYS[day.weekday()].startswith(weekday.lower()[:3])


def _looks_ahead(sentence: str, weekday: re.Match[str]) -> bool:
    """Whether a bare weekday is one to come: "will meet on Friday", "On Friday the court will"; not "banned it on Friday"."""
    at = weekday.start("weekday")
    if _AHEAD_BEFORE.search(sentence[:at]):
        return True
    return at <= len("On ") and bool(_AHEAD_AFTER.match(sentence[weekday.end() :]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
