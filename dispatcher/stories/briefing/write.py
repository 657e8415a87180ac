"""Sources of one story → Briefing: four sections of quoted, cited sentences, and an honest word where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from dispatcher.model import Briefing, BriefingStatus, Citation, Section, SectionName, Sentence, SourceText
from dispatcher.stories.briefing.candidates import Candidate, candidates
from dispatcher.stories.briefing.facts import facts
from dispatcher.stories.briefing.selection import choose

MOST_SOURCES = 12  # the newest; past them an article adds CPU and no sentence
MISSING = {
    SectionName.HAPPENING: "The sources give no full sentence on what happened.",
    SectionName.IMPORTANT: "The sources do not say why it matters.",
    SectionName.NEXT: "The sources do not say what happens next.",
    SectionName.BEYOND: "The sources give no background.",
}
ONLY_HEADLINES = "The sources give headlines only."
_NEVER = datetime.min.replace(tzinfo=UTC)


def write_briefing(sources: Sequence[SourceText], *, now: datetime) -> Briefing:
    """
    Write the briefing of one story; the order of `sources` never matters.

    Every sentence stands in a source, apart from the edits it records, and cites it. `now` decides which expectations are
    over. Nothing is filled: a section without evidence has none, and says so.
    """
    ordered = sorted(sources, key=lambda source: (source.published_at or _NEVER, str(source.id)), reverse=True)
    used = ordered[:MOST_SOURCES]
    found = candidates(used)
    chosen = choose(found, now=now)
    told = any(source.text.strip() for source in used)
    sections = tuple(_section(name, chosen[name], told=told) for name in SectionName)
    return Briefing(status=_status(sections), sections=sections, facts=facts(ordered, found, chosen, now=now))


def _section(name: SectionName, chosen: Sequence[Candidate], *, told: bool) -> Section:
    sentences = tuple(Sentence(each.text, _citations(each), each.edits) for each in chosen)
    return Section(name, sentences, None if sentences else MISSING[name] if told else ONLY_HEADLINES)


def _citations(each: Candidate) -> tuple[Citation, ...]:
    also = {citation.article: citation for citation in reversed(each.also)}
    return (each.citation, *(also[article] for article in sorted(also, key=str)))


def _status(sections: Sequence[Section]) -> BriefingStatus:
    filled = sum(bool(section.sentences) for section in sections)
    if filled == len(sections):
        return BriefingStatus.FULL
    return BriefingStatus.PARTIAL if filled > 1 else BriefingStatus.BRIEF
