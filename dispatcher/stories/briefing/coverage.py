"""Sources → who covers the story: outlets and countries, since when, and on what kinds of text the briefing rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dispatcher.model import SourceText, TextFrom
from dispatcher.stories.briefing.candidates import outlet_of

MOST = 12
_NEVER = datetime.max.replace(tzinfo=UTC)


def coverage(sources: Sequence[SourceText]) -> dict[str, Any]:
    """`outlets`, `countries`, `sources` (newest first), `first_seen`, `covered` (each outlet's first account, oldest first) and `texts`."""
    oldest = sorted(sources, key=_by_age)
    first: dict[str, SourceText] = {}
    for source in oldest:
        first.setdefault(outlet_of(source), source)
    seen = [source.published_at for source in oldest if source.published_at]
    texts = Counter(source.text_from for source in sources if source.text_from)
    return {
        "outlets": len(first),
        "countries": sorted({source.country for source in sources if source.country}),
        "sources": [source.id for source in reversed(oldest)],
        "first_seen": seen[0].isoformat() if seen else None,
        "covered": [_row(source) for source in list(first.values())[:MOST]],
        "texts": {str(kind): texts[kind] for kind in TextFrom if texts[kind]},
    }


def _row(source: SourceText) -> dict[str, Any]:
    return {
        "outlet": source.outlet,
        "country": source.country,
        "article": source.id,
        "at": source.published_at.isoformat() if source.published_at else None,
        "text_from": str(source.text_from) if source.text_from else None,
    }


def _by_age(source: SourceText) -> tuple[datetime, str, str]:
    return source.published_at or _NEVER, str(source.id), type(source.id).__name__
