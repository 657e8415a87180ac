"""
Candidates → figures on which outlets differ: "5 injured (A, 09:10); 50 (B, 14:20)".

Conservative: only people counted with a noun of our list, only in sentences about now, only the first number an article gives for the
noun, and only where two outlets differ. A toll that rose is what this is for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.words import NUMBER_WORDS

MOST = 4
DEPTH = 12  # sentences of an article: further down are other events and other days
_NEVER = datetime.min.replace(tzinfo=UTC)

_SAME = {
    "toll": "killed", "dead": "killed", "deaths": "killed", "killing": "killed", "kills": "killed", "died": "killed", "fatalities": "killed",
    "wounded": "injured", "hurt": "injured", "injuries": "injured", "injuring": "injured", "injures": "injured", "wounding": "injured",
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+|two|{'|'.join(NUMBER_WORDS)})"
_ROUGHLY = r"(?:(?:at least|more than|about|around|nearly|almost|as many as|up to|some|over|another) )?"
_WHO = (
    r"(?: (?:other )?(?:people|residents|workers|passengers|others|civilians|children|women|men|students|soldiers|police officers|worshippers"
    r"|tourists|migrants|patients|villagers|miners))?"
)
_STATE = r"(?P<noun>dead|killed|injured|wounded|missing|hurt|homeless|displaced|arrested|evacuated|stranded|died|deaths|injuries|fatalities)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_NUMBER}{_WHO}(?: (?:were|have been|was|had been|are|have|had|has been|confirmed|reported|feared))* {_STATE}\b",
        rf"\b(?P<noun>killing|killed|kills|injuring|injured|injures|wounding|wounded) {_ROUGHLY}{_NUMBER}(?: people| others| more| civilians)?\b(?! ?(?:%|percent|per cent|million|year|-))",
        rf"\b(?P<noun>toll)\b[^.,;]{{0,70}}?\b(?:to|at|of|reached|hits?|is|was) {_ROUGHLY}{_NUMBER}\b(?! ?(?:%|percent|per cent|million))",
        rf"\bnumber of (?:confirmed |known )?(?P<noun>dead|deaths|injured|wounded|missing)\b[^.,;]{{0,40}}?\bto {_ROUGHLY}{_NUMBER}\b",
    )
)
_ANOTHER_DAY = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:ago|last (?:week|month|year|decade)|earlier|previous|this (?:month|year))\b",
    re.IGNORECASE,
)


def figures_that_differ(found: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Per counted noun the number of each article, newest first; only nouns on which outlets differ."""
    said: defaultdict[str, dict[str | int, tuple[Candidate, int]]] = defaultdict(dict)
    for each in sorted(found, key=lambda each: (each.position, str(each.citation.article))):
        if each.english and each.position < DEPTH and not _ANOTHER_DAY.search(each.text):
            for noun, number in _counted(each.text):
                said[noun].setdefault(each.citation.article, (each, number))
    rows = []
    for noun, by_article in sorted(said.items()):
        told = sorted(by_article.values(), key=lambda pair: str(pair[0].citation.article))
        told.sort(key=lambda pair: pair[0].published_at or _NEVER, reverse=True)
        if len({number for _, number in told}) > 1 and len({each.outlet for each, _ in told}) > 1:
            rows.append({"what": noun, "values": [_value(each, number) for each, number in told]})
    return rows[:MOST]


def _counted(text: str) -> Iterator[tuple[str, int]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if "aged" in text[max(match.start() - 20, 0) : match.start()]:
                continue  # "two women aged 79 and 84 died"
            noun, number = match["noun"].lower(), match["number"].lower().replace(",", "")
            yield (
                _SAME.get(noun, noun),
                int(number) if number.isdecimal() else NUMBER_WORDS.get(number, 2),
            )


def _value(each: Candidate, number: int) -> dict[str, Any]:
    return {
        "value": f"{number:,}",
        "article": each.citation.article,
        "at": each.published_at.isoformat() if each.published_at else None,
        "citation": {"article": each.citation.article, "start": each.citation.start, "end": each.citation.end},
    }
