"""
Story, entries, briefing → what templates see.

Pure. Everything strangers wrote becomes one plain line here, and every address passes `links.safe_url`; templates escape the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatcher.model import Briefing, Entry, Masthead, Section, Sentence, Story
from dispatcher.templating.blanks import Blank, blank
from dispatcher.templating.brand import brand_view
from dispatcher.templating.contexts import ConfirmContext, SectionView, SentenceView, SourceView, StoryView
from dispatcher.templating.coverage import coverage
from dispatcher.templating.facts import agenda, figures, quoted, timeline
from dispatcher.templating.links import safe_url
from dispatcher.templating.listed_sources import listed_sources
from dispatcher.templating.locales import Locale
from dispatcher.templating.plain import isolated, plain, shortened
from dispatcher.templating.untold import untold
from dispatcher.templating.wording import Wording

__all__ = ["PREHEADER", "Since", "StoryView", "confirm_context", "of_mail", "story_view"]

MOST_WORDS = 6
PREHEADER = 140  # characters; what inboxes show at most


@dataclass(frozen=True, slots=True)
class Since:
    """What a reader was told of a story before."""

    told_at: datetime  # when that was written
    changes: tuple[str, ...]  # what is new since, in sentences


def story_view(
    story: Story,
    entries: Sequence[Entry],
    briefing: Briefing | None,
    *,
    locale: Locale,
    words: Sequence[str] = (),
    topics: Sequence[str] = (),
    base_url: str = "",
    since: Since | None = None,
) -> StoryView:
    """
    One story as its reader sees it; without a briefing, headline and sources only.

    `topics` are titles, `words` those that matched. Citations name entries by id; one of an entry that is not given is left out.
    `since` is what its reader was told before, and what changed; without `base_url` no page tells it.
    """
    listed = listed_sources(story, entries, briefing)
    sources, facts = listed.by_id, briefing.facts if briefing else {}
    lead = next((entry for entry in entries if entry.id == story.lead_entry_id), None)
    sections = briefing.sections if briefing else ()
    views = tuple(_section(section, sources, locale.wording) for section in sections)
    said = {sentence.text for view in views for sentence in view.sentences}
    return StoryView(
        anchor=f"story-{story.id}",
        headline=plain(story.headline),
        url=safe_url(lead.link) if lead else next((source.url for source in sources.values()), ""),
        story_url=safe_url(f"{base_url}/s/{story.id}") if base_url else "",
        sources_url=safe_url(f"{base_url}/s/{story.id}#sources") if base_url else "",
        fewer_url=Blank(f"{blank('preferences_url')}?story={story.id}"),
        topics=tuple(plain(topic) for topic in topics),
        words=_distinct(words)[:MOST_WORDS],
        why=_why(topics, words, locale.wording),
        outlets=story.outlets,
        coverage=coverage(facts, story.outlets, locale),
        updated_at=story.changed_at,
        updated=locale.moment(story.changed_at, zoned=True),
        sections=views,
        silence=untold(sections, facts, locale.wording, sources=len(entries)),
        figures=figures(facts, sources, locale),
        agenda=agenda(facts, sources, locale, told=said),
        quoted=quoted(facts, sources),
        timeline=timeline(facts, locale),
        updated_since=locale.moment(since.told_at) if since else "",
        changes=_changes(since.changes, views) if since else (),
        sources=tuple(sources.values()),
        more_sources=listed.more,
    )


def confirm_context(masthead: Masthead, *, wording: Wording) -> ConfirmContext:
    """The mail that asks whether it was really you; of all that people typed only the list's own title is in it."""
    mail = of_mail(masthead, wording)
    return ConfirmContext(
        **mail, preheader=shortened(wording.say("confirm_asked", title=mail["list_title"]), PREHEADER)
    )


def of_mail(masthead: Masthead, wording: Wording) -> dict[str, Any]:
    """What every template of a mail may use."""
    return {
        "language": masthead.language,
        "direction": wording.direction,
        "list_title": plain(masthead.title),
        "brand": brand_view(masthead.brand, masthead.language),
    }


def _section(section: Section, sources: Mapping[int, SourceView], wording: Wording) -> SectionView:
    sentences = tuple(_sentence(sentence, sources) for sentence in section.sentences)
    return SectionView(
        name=str(section.name),
        title=wording.say(f"section_{section.name}"),
        sentences=sentences,
        missing="" if sentences else plain(section.missing or "no evidence"),
        why="" if sentences else str(section.why or ""),
    )


def _sentence(sentence: Sentence, sources: Mapping[int, SourceView]) -> SentenceView:
    rests_on = {sources[int(c.article)] for c in sentence.citations if int(c.article) in sources}
    return SentenceView(text=plain(sentence.text), sources=tuple(sorted(rests_on, key=lambda source: source.number)))


def _changes(changes: Sequence[str], sections: Sequence[SectionView]) -> tuple[SentenceView, ...]:
    """What changed, with what it rests on: the numbers it has in the briefing, where it stands there too."""
    told = {sentence.text: sentence for section in sections for sentence in section.sentences}
    return tuple(told.get(text) or SentenceView(text=text, sources=()) for text in map(plain, changes))


def _why(topics: Sequence[str], words: Sequence[str], wording: Wording) -> str:
    """The line "Why you get this: Sea and coast (ferry, islands)"; what runs the other way is isolated."""

    def listed(texts: Iterable[str]) -> str:
        return str(wording.words["comma"]).join(isolated(text, wording.direction) for text in texts)

    reasons = [listed(map(plain, topics))] if topics else []
    if found := _distinct(words)[:MOST_WORDS]:
        reasons.append(f"({listed(found)})")
    return wording.say("why", reasons=" ".join(reasons)) if reasons else ""


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once, whatever its case, as it was first written."""
    seen: dict[str, str] = {}
    for word in words:
        line = plain(word)
        if line:
            seen.setdefault(line.casefold(), line)
    return tuple(seen.values())
