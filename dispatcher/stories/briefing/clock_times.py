"""Sentence → the times of day it names, with the zone where it says so; and what zones and countries mean in hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

# Hours ahead of UTC. Abbreviations that mean two zones in two parts of the world (CST, IST, BST in Dhaka) count as news in English uses them
# or are left out: a zone of which we cannot tell the hours is still shown as it stands.
_ZONES = {
    "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7,
    "MST": -7, "MDT": -6, "CDT": -5, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5,
}  # fmt: skip
_SHOWN = ("CST", "IST", "ET", "CT", "MT", "PT", "WIB", "AST", "BRT")  # known, but their hours are not
_ZONE = "|".join(sorted((*_ZONES, *_SHOWN), key=len, reverse=True))
_CLOCK = re.compile(
    r"(?P<leads>\b(?:at|from|by|until|before|around|about|,) |\()?"
    r"(?:\b(?P<hour12>1[0-2]|0?[1-9])(?:[:.](?P<minute12>[0-5]\d))? ?(?P<half>[ap])(?:\.m\.|m\b)"
    r"|\b(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.h])(?P<minute>[0-5]\d)\b(?![:.,]?\d)"
    r"|\b(?P<hour4>[01]\d|2[0-3])(?P<minute4>[0-5]\d)(?= ?(?:GMT|UTC|CET|CEST|EST|EDT|ET|hours|hrs)\b)"
    r"|(?P<noon>\bnoon\b))"
    rf"(?: (?:hours|hrs))?(?: ?\(?(?P<zone>(?:{_ZONE})\b|(?:Eastern|Pacific|Central|Mountain)(?: (?:Standard|Daylight))?(?: Time)?\b|[A-Z][a-z]+ time\b|local time\b))?"
)
_NOON = 12
# The usual clock of a country's newsrooms, in whole hours; good enough to say which day "tomorrow" is.
_COUNTRIES = {
    "US": -5, "CA": -5, "MX": -6, "BR": -3, "AR": -3, "CL": -4, "CO": -5, "PE": -5, "GB": 0, "IE": 0, "PT": 0, "FR": 1, "DE": 1, "ES": 1,
    "IT": 1, "NL": 1, "BE": 1, "CH": 1, "AT": 1, "PL": 1, "CZ": 1, "SE": 1, "NO": 1, "DK": 1, "HU": 1, "NG": 1, "FI": 2, "GR": 2, "RO": 2,
    "UA": 2, "EG": 2, "IL": 2, "ZA": 2, "TR": 3, "RU": 3, "SA": 3, "QA": 3, "KE": 3, "AE": 4, "PK": 5, "IN": 5.5, "BD": 6, "TH": 7, "VN": 7,
    "ID": 7, "CN": 8, "HK": 8, "TW": 8, "SG": 8, "MY": 8, "PH": 8, "JP": 9, "KR": 9, "KP": 9, "AU": 10, "NZ": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as a sentence names it."""

    start: int
    end: int
    at: time
    zone: str | None  # as written: "GMT", "local time"


def clock_times(sentence: str) -> list[ClockTime]:
    """Every time of day in the sentence, in order. Midnight is left out: one cannot tell of which day."""
    found = []
    for match in _CLOCK.finditer(sentence):
        zone = match["zone"]
        if match["noon"]:
            at = time(_NOON)
        elif match["hour12"]:
            half = _NOON if match["half"] == "p" else 0
            at = time(int(match["hour12"]) % _NOON + half, int(match["minute12"] or 0))
        elif match["hour4"]:
            at = time(int(match["hour4"]), int(match["minute4"]))
        elif zone or (match["mark"] == ":" and match["leads"]):  # "3.15 percent" and the score "2:15" are no times
            at = time(int(match["hour"]), int(match["minute"]))
        else:
            continue
        found.append(ClockTime(match.start(), match.end(), at, zone))
    return found


def hours_of(zone: str | None) -> int | None:
    """Hours ahead of UTC; None for a zone of which that cannot be told."""
    return _ZONES.get(zone or "")


def local(moment: datetime, country: str | None) -> datetime:
    """
    The moment on the clock of the newsroom: by the offset it carries, if that is another than UTC; else by the country; else UTC.
    """
    offset = moment.utcoffset()
    if offset:
        return moment
    hours = _COUNTRIES.get((country or "").upper())
    try:
        return moment if hours is None else moment.astimezone(UTC) + timedelta(hours=hours)
    except OverflowError:
        return moment
