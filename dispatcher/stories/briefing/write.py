"""Sources of one story → Briefing: four sections of quoted, cited sentences, and an honest word where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dispatcher.model import (
    Briefing,
    BriefingStatus,
    Citation,
    EarlierBriefing,
    Section,
    SectionName,
    Sentence,
    SourceText,
)
from dispatcher.stories.briefing.candidates import Candidate, candidates
from dispatcher.stories.briefing.facts import facts
from dispatcher.stories.briefing.missing import missing
from dispatcher.stories.briefing.selection import choose, in_order

AHEAD = timedelta(hours=12)  # clocks and time zones of outlets
MOST_SOURCES = 12  # the newest; past them an article adds CPU and no sentence
_NEVER = datetime.min.replace(tzinfo=UTC)


def write_briefing(
    sources: Sequence[SourceText], *, now: datetime, earlier: Sequence[EarlierBriefing] = ()
) -> Briefing:
    """
    Write the briefing of one story; the order of `sources` never matters.

    Every sentence stands in a source, apart from the edits it records, and cites it. `now` decides which expectations are
    over. Nothing is filled: a section without evidence has none, and says so. `earlier` briefings of the story make its timeline.
    """
    ordered = sorted((_no_later_than(now, source) for source in sources), key=_by_age, reverse=True)
    used = ordered[:MOST_SOURCES]
    found = candidates(used)
    chosen = choose(found, now=now)
    sections = tuple(_section(name, in_order(name, chosen[name]), used, found, now=now) for name in SectionName)
    told = facts(ordered, used, found, chosen, now=now, earlier=earlier)
    return Briefing(status=_status(sections), sections=sections, facts=told)


def _section(
    name: SectionName,
    chosen: Sequence[Candidate],
    used: Sequence[SourceText],
    found: Sequence[Candidate],
    *,
    now: datetime,
) -> Section:
    if not chosen:
        why, reason = missing(name, used, found, now=now)
        return Section(name, (), reason, why)
    return Section(name, tuple(Sentence(each.text, _citations(each), each.edits) for each in chosen))


def _no_later_than(now: datetime, source: SourceText) -> SourceText:
    """An account dated after now is as new as can be, and no newer: else a wrong year would overtake all others."""
    if source.published_at is None or source.published_at <= now + AHEAD:
        return source
    return replace(source, published_at=now)


def _by_age(source: SourceText) -> tuple[datetime, str, str]:
    return source.published_at or _NEVER, str(source.id), type(source.id).__name__


def _citations(each: Candidate) -> tuple[Citation, ...]:
    also = {citation.article: citation for citation in reversed(each.also)}
    return (each.citation, *(also[article] for article in sorted(also, key=str)))


def _status(sections: Sequence[Section]) -> BriefingStatus:
    filled = sum(bool(section.sentences) for section in sections)
    if filled == len(sections):
        return BriefingStatus.FULL
    return BriefingStatus.PARTIAL if filled > 1 else BriefingStatus.BRIEF
