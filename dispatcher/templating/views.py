"""
Story, entries, briefing → what templates see.

Pure. Everything strangers wrote becomes one plain line here, and every address passes `links.safe_url`; templates escape the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from dispatcher.model import Briefing, Cadence, Entry, Masthead, Section, Sentence, Story
from dispatcher.templating.budget import budgeted
from dispatcher.templating.contexts import (
    AlertContext,
    ConfirmContext,
    DigestContext,
    SectionView,
    SentenceView,
    SourceView,
    StoryView,
    TopicView,
)
from dispatcher.templating.coverage import coverage
from dispatcher.templating.facts import agenda, figures, quoted, timeline
from dispatcher.templating.links import safe_url
from dispatcher.templating.listed_sources import listed_sources
from dispatcher.templating.locales import Locale
from dispatcher.templating.plain import plain, shortened
from dispatcher.templating.untold import untold
from dispatcher.templating.wording import Wording

__all__ = ["StoryView", "alert_context", "confirm_context", "digest_context", "story_view"]

MOST_WORDS = 6
PREHEADER = 140  # characters; what inboxes show at most


def story_view(
    story: Story,
    entries: Sequence[Entry],
    briefing: Briefing | None,
    *,
    locale: Locale,
    words: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> StoryView:
    """
    One story as its reader sees it; without a briefing, headline and sources only.

    `topics` are titles, `words` those that matched. Citations name entries by id; one of an entry that is not given is left out.
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
        topics=tuple(plain(topic) for topic in topics),
        words=_distinct(words)[:MOST_WORDS],
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
        sources=tuple(sources.values()),
        more_sources=listed.more,
    )


def digest_context(
    masthead: Masthead,
    *,
    locale: Locale,
    topics: Sequence[tuple[str, Sequence[StoryView]]],
    more: int = 0,
    cadence: Cadence | str = Cadence.DAILY,
    hour: int | None = None,
) -> DigestContext:
    """
    A digest: stories under the titles of their topics, in order. Day and time zone of `locale`, and `hour`, are the slot's.

    Past the size that clients show whole, stories are told in one sentence (`budget`).
    """
    told = iter(budgeted(story for _, stories in topics for story in stories))
    views = [TopicView(title=plain(title), stories=tuple(islice(told, len(stories)))) for title, stories in topics]
    headlines = [story.headline for topic in views for story in topic.stories]
    return DigestContext(
        language=masthead.language,
        direction=locale.wording.direction,
        list_title=plain(masthead.title),
        day=locale.day,
        cadence=Cadence(cadence),
        hour=hour,
        time_zone=locale.time_zone,
        topics=tuple(topic for topic in views if topic.stories),
        more=more,
        preheader=shortened(" · ".join(headlines[1:] or headlines), PREHEADER),
    )


def alert_context(masthead: Masthead, *, locale: Locale, story: StoryView) -> AlertContext:
    """An alert: one story now."""
    first = next((sentence.text for section in story.told for sentence in section.sentences), story.headline)
    return AlertContext(
        language=masthead.language,
        direction=locale.wording.direction,
        list_title=plain(masthead.title),
        story=story,
        preheader=shortened(first, PREHEADER),
    )


def confirm_context(masthead: Masthead, *, wording: Wording) -> ConfirmContext:
    """The mail that asks whether it was really you; of all that people typed only the list's own title is in it."""
    title = plain(masthead.title)
    return ConfirmContext(
        language=masthead.language,
        direction=wording.direction,
        list_title=title,
        preheader=shortened(wording.say("confirm_asked", title=title), PREHEADER),
    )


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


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once, whatever its case, as it was first written."""
    seen: dict[str, str] = {}
    for word in words:
        line = plain(word)
        if line:
            seen.setdefault(line.casefold(), line)
    return tuple(seen.values())
