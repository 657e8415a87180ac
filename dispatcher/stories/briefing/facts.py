"""Candidates → facts beside the sentences: figures on which outlets differ, dates to come, who covers it. Conservative: in doubt, nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dispatcher.model import SectionName, SourceText
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.stale import coming_days

MOST = 4
_COUNTED = re.compile(
    r"\b(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?: (?:people|residents|workers|passengers|others|were|have been|was|had been|are))* "
    r"(?P<noun>dead|killed|injured|wounded|missing|hurt|homeless|displaced|arrested|evacuated|deaths|injuries|stranded)\b",
    re.IGNORECASE,
)
_SAME = {"dead": "killed", "deaths": "killed", "wounded": "injured", "hurt": "injured", "injuries": "injured"}


def facts(
    sources: Sequence[SourceText],
    found: Sequence[Candidate],
    chosen: dict[SectionName, list[Candidate]],
    *,
    now: datetime,
) -> dict[str, Any]:
    """The facts of a briefing, in the shape that `templating.facts` reads."""
    seen = [source.published_at for source in sources if source.published_at]
    return {
        "outlets": len({(source.outlet or str(source.id)).casefold() for source in sources}),
        "first_seen": min(seen).isoformat() if seen else None,
        "figures": _figures(found),
        "agenda": _agenda(chosen[SectionName.NEXT], today=now.date()),
    }


def _figures(found: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Per counted noun the newest number of each article, where they differ; newest first."""
    by_noun: defaultdict[str, dict[str | int, tuple[str, str]]] = defaultdict(dict)
    for each in found:
        for match in _COUNTED.finditer(each.text):
            noun = _SAME.get(match["noun"].lower(), match["noun"].lower())
            when = each.published_at.isoformat() if each.published_at else ""
            by_noun[noun].setdefault(each.citation.article, (when, match["number"]))
    rows = []
    for noun, said in sorted(by_noun.items()):
        if len({number for _, number in said.values()}) > 1:
            newest = sorted(said.items(), key=lambda pair: (pair[1][0], str(pair[0])), reverse=True)
            rows.append(
                {
                    "what": noun,
                    "values": [
                        {"value": number, "article": article, "at": when or None} for article, (when, number) in newest
                    ],
                }
            )
    return rows[:MOST]


def _agenda(coming: Sequence[Candidate], *, today: date) -> list[dict[str, Any]]:
    rows = [
        {"date": day.isoformat(), "text": each.text, "article": each.citation.article}
        for each in coming
        for day in coming_days(each.text, each.published)[:1]
        if day >= today
    ]
    return sorted(rows, key=lambda row: (row["date"], str(row["article"])))[:MOST]
