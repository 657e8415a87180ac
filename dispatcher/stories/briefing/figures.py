"""
Statements → figures on which outlets differ: "at least 5 injured (A, 09:10); 50 (B, 14:20)".

Conservative: an amount counts only where what it counts is plain and the sentence is about now; other things than people killed or hurt
also need sentences that say much the same. Equal after rounding is no difference. A toll that rose is what this is for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from dispatcher.stories.briefing.candidates import containment, outlet_of
from dispatcher.stories.briefing.counted import Counted, agree
from dispatcher.stories.briefing.counting import counted
from dispatcher.stories.briefing.dates import dates_in
from dispatcher.stories.briefing.statements import Statement

MOST = 6
MOST_VALUES = 8
DEPTH = 12  # sentences of an article: further down are other events and other days
FEWEST_SHARED, LEAST_SHARED = 3, 0.34  # words, and containment, that make two sentences comparable
FARTHEST_APART = 4.0  # times: what differs more is hardly the same thing, tolls apart
LATELY = 7  # days around publication: a sentence that names a date outside is about another event
_NEVER = datetime.min.replace(tzinfo=UTC)
_ANOTHER_DAY = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:ago|last (?:week|month|year|decade|summer|winter|spring|autumn|fall)|earlier (?:this|attack|crash)|previous(?:ly)?"
    r"|this (?:month|year)|in recent (?:years|months)|so far this|since (?:the )?(?:start|beginning)|ever since|history|historic(?:al)?|anniversary"
    r"|(?:another|separate|similar|other|different|second|subsequent) (?:attacks?|incidents?|crash(?:es)?|shootings?|quakes?|earthquakes?|events?|cases?)|worst|deadliest"
    r"|(?:in|since|until) (?:January|February|March|April|May|June|July|August|September|October|November|December)\b)",
    re.IGNORECASE,
)
_Told = tuple[Statement, Counted]


def figures_that_differ(told: Sequence[Sequence[Statement]]) -> list[dict[str, Any]]:
    """Rows `{"what", "values": [{"value", "outlet", "article", "at", "citation"}]}`, values newest first; people first, then what most tell."""
    said: defaultdict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for article in told:
        for key, one in _of_article(article).items():
            said[key].append(one)
    rows = []
    for key, mentions in said.items():
        about_one = _comparable(sorted(mentions, key=_by_article))
        if row := _row(about_one):
            people = {"killed": 0, "injured": 1, "missing": 2}.get(key[-1], 3) if key[0] == "people" else 4
            rows.append((people, -len(about_one), row["what"], key, row))
    return [row for *_, row in sorted(rows, key=lambda each: each[:4])][:MOST]


def _of_article(article: Sequence[Statement]) -> dict[tuple[str, ...], _Told]:
    """The first amount an article gives for each thing; a thing for which it gives two that differ is left out, tolls apart."""
    first: dict[tuple[str, ...], _Told] = {}
    unclear: set[tuple[str, ...]] = set()
    for each in article[:DEPTH]:
        if not _NUMBER.search(each.text) or not _WHOLE.search(each.text) or _is_about_another_day(each):
            continue
        for one in counted(each.text):
            known = first.setdefault(one.key, (each, one))[1]
            if one.key[0] != "people" and not agree(known, one):
                unclear.add(one.key)
    return {key: one for key, one in first.items() if key not in unclear}


_WHOLE = re.compile("[.!?…][\"'”’)]*$")  # no caption, no list
_NUMBER = re.compile(
    r"[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b", re.IGNORECASE
)


def _is_about_another_day(each: Statement) -> bool:
    if _ANOTHER_DAY.search(each.text):
        return True
    at = each.source.published_at
    published: date | None = at.date() if at else None
    return any(published is None or abs((day - published).days) > LATELY for day in dates_in(each.text, published))


def _comparable(mentions: Sequence[_Told]) -> list[_Told]:
    """The largest set of mentions around one of them that are plainly about the same thing."""
    if not mentions[0][1].strict:
        return list(mentions)
    around = [[other for other in mentions if other is one or _close(one, other)] for one in mentions]
    return max(around, key=len)


def _close(one: _Told, other: _Told) -> bool:
    low, high = sorted((one[1].amount.value, other[1].amount.value))
    shared = one[0].content & other[0].content
    return (
        high <= FARTHEST_APART * low
        and len(shared) >= FEWEST_SHARED
        and containment(one[0].content, other[0].content) >= LEAST_SHARED
    )


def _row(mentions: Sequence[_Told]) -> dict[str, Any] | None:
    """None where outlets do not differ."""
    newest: list[_Told] = []
    for one in sorted(mentions, key=_by_age, reverse=True):
        outlet = outlet_of(one[0].source)
        if not any(outlet == outlet_of(known[0].source) and agree(known[1], one[1]) for known in newest):
            newest.append(one)
    if len({outlet_of(each.source) for each, _ in newest}) < 2:  # noqa: PLR2004 - two differ
        return None
    if all(agree(one[1], other[1]) for one in newest for other in newest):
        return None
    return {"what": newest[0][1].what, "values": [_value(*one) for one in newest[:MOST_VALUES]]}


def _value(each: Statement, one: Counted) -> dict[str, Any]:
    at = each.source.published_at
    return {
        "value": one.value,
        "outlet": each.source.outlet,
        "article": each.citation.article,
        "at": at.isoformat() if at else None,
        "citation": each.cited(),
    }


def _by_article(one: _Told) -> tuple[str, str]:
    return str(one[0].citation.article), type(one[0].citation.article).__name__


def _by_age(one: _Told) -> tuple[datetime, tuple[str, str]]:
    return one[0].source.published_at or _NEVER, _by_article(one)
