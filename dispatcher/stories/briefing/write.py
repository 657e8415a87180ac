"""Sources of one story → Briefing: four sections of quoted, cited sentences, and an honest word where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dispatcher.model import (
    Briefing,
    Citation,
    EarlierBriefing,
    Section,
    SectionName,
    Sentence,
    SourceText,
)
from dispatcher.stories.briefing.accounts import MOST_SOURCES, newest_first
from dispatcher.stories.briefing.candidates import Candidate, candidates
from dispatcher.stories.briefing.facts import facts
from dispatcher.stories.briefing.missing import missing
from dispatcher.stories.briefing.selection import choose, in_order


def write_briefing(
    sources: Sequence[SourceText], *, now: datetime, earlier: Sequence[EarlierBriefing] = ()
) -> Briefing:
    """
    Write the briefing of one story; the order of `sources` never matters.

    Every sentence stands in a source, apart from the edits it records, and cites it. `now` decides which expectations are
    over. Nothing is filled: a section without evidence has none, and says so. `earlier` briefings of the story make its timeline.
    """
    ordered = newest_first(sources, now=now)
    used = ordered[:MOST_SOURCES]
    found = candidates(used)
    chosen = choose(found, now=now)
    sections = tuple(_section(name, in_order(name, chosen[name]), used, found, now=now) for name in SectionName)
    told = facts(ordered, used, found, chosen, now=now, earlier=earlier)
    return Briefing.of(sections, told)


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


def _citations(each: Candidate) -> tuple[Citation, ...]:
    also = {citation.article: citation for citation in reversed(each.also)}
    return (each.citation, *(also[article] for article in sorted(also, key=str)))
