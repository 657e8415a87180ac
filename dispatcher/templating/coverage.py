"""
Facts of a briefing → one line on who covers the story, since when, and what was read: the line under a headline.

    "covered": [{"outlet", "country", "article", "at", "text_from"}], "outlets": 3, "countries": ["DE", "GB"], "first_seen": "…", "texts": {"article": 2}
"""

from __future__ import annotations

import re

from dispatcher.model import TextFrom
from dispatcher.templating.locales import Locale
from dispatcher.templating.stored import Json, moment, number, rows, values
from dispatcher.templating.wording import Wording

BETWEEN = "\u00a0· "  # no line begins with the dot
MOST_COUNTRIES = 8  # more are only counted
_COUNTRY = re.compile("[A-Z]{2}")  # ISO 3166-1
_WORDS = {TextFrom.ARTICLE: "texts_article", TextFrom.FEED: "texts_feed", TextFrom.TEASER: "texts_summary"}


def coverage(facts: Json, outlets: int, locale: Locale) -> str:
    """
    "5 outlets in 3 countries (DE, GB, US) · first seen 07:40 CET · from 2 full articles and 3 summaries".

    What the facts do not tell is left out; of a briefing without facts `outlets` remains. Countries are told when those of all outlets are known.
    """
    wording = locale.wording
    parts = [_where(facts, wording.say("outlets", count=number(facts, "outlets") or outlets), wording)]
    if first := moment(facts, "first_seen"):
        parts.append(wording.say("first_seen", time=locale.moment(first, zoned=True)))
    if read := texts(facts):
        parts.append(wording.say("read", texts=say_texts(read, wording)))
    return BETWEEN.join(parts)


def texts(facts: Json) -> dict[str, int]:
    """Key of the wording → how many of the sources are such a text."""
    counts = facts.get("texts")
    counts = counts if isinstance(counts, dict) else {}
    return {key: count for kind, key in _WORDS.items() if (count := number(counts, str(kind)))}


def say_texts(counts: dict[str, int], wording: Wording, *, spelled: bool = False) -> str:
    """Counted texts as one: 2 full articles and 3 summaries."""
    return wording.say_all([wording.say(key, count=count, spelled=spelled) for key, count in counts.items()])


def _where(facts: Json, outlets: str, wording: Wording) -> str:
    covered = list(rows(facts, "covered"))
    countries = sorted(
        {each for each in values(facts, "countries") if isinstance(each, str) and _COUNTRY.fullmatch(each)}
    )
    if not countries or not covered or not all(row.get("country") in countries for row in covered):
        return outlets
    listed = countries if len(countries) <= MOST_COUNTRIES else [*countries[:MOST_COUNTRIES], "…"]
    return wording.say(
        "countries", count=len(countries), outlets=outlets, countries=wording.words["comma"].join(listed)
    )
