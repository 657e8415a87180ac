"""What stands beside the sentences: who covers the story, figures on which outlets differ, dates to come, who is quoted. In doubt, nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dispatcher.model import SectionName, SourceText
from dispatcher.stories.briefing.candidates import Candidate, outlet_of
from dispatcher.stories.briefing.figures import figures_that_differ
from dispatcher.stories.briefing.quoted import quoted
from dispatcher.stories.briefing.stale import coming_days

MOST = 4


def facts(
    sources: Sequence[SourceText],
    found: Sequence[Candidate],
    chosen: Mapping[SectionName, Sequence[Candidate]],
    *,
    now: datetime,
) -> dict[str, Any]:
    """JSON: `outlets`, `sources`, `first_seen`, `figures`, `agenda`, `quoted`; what cannot be told reliably is empty."""
    seen = [source.published_at for source in sources if source.published_at]
    return {
        "outlets": len({outlet_of(source) for source in sources}),
        "sources": [source.id for source in sources],
        "first_seen": min(seen).isoformat() if seen else None,
        "figures": figures_that_differ(found),
        "agenda": _agenda(chosen[SectionName.NEXT], today=now.date()),
        "quoted": quoted(found),
    }


def _agenda(coming: Sequence[Candidate], *, today: date) -> list[dict[str, Any]]:
    rows = [
        {
            "date": day.isoformat(),
            "text": each.text,
            "article": each.citation.article,
            "citation": {"article": each.citation.article, "start": each.citation.start, "end": each.citation.end},
        }
        for each in coming
        for day in [d for d in coming_days(each.text, each.published) if d >= today][:1]
    ]
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["article"])))[:MOST]
