"""Sources → accounts in the order of time: which are new enough to be written from, and how far a date in the future counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dispatcher.model import SourceText

MOST_SOURCES = 12  # the newest; past them an article adds CPU and no sentence
AHEAD = timedelta(hours=12)  # clocks and time zones of outlets
_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(sources: Iterable[SourceText], *, now: datetime) -> list[SourceText]:
    """All of them, undated ones last; one dated after `now` is as new as can be, and no newer: else a wrong year would overtake all others."""
    return sorted((_no_later_than(now, source) for source in sources), key=by_age, reverse=True)


def by_age(source: SourceText) -> tuple[datetime, str, str]:
    """Sorts from the oldest, the same in whatever order the sources came."""
    return source.published_at or _NEVER, str(source.id), type(source.id).__name__


def _no_later_than(now: datetime, source: SourceText) -> SourceText:
    if source.published_at is None or source.published_at <= now + AHEAD:
        return source
    return replace(source, published_at=now)
