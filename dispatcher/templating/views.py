"""
Story, entries, briefing → what templates see.

Pure. Everything strangers wrote becomes one plain line here, and every address passes `links.safe_url`; templates escape the rest.
Numbers of sources count within one story, in the order in which its sentences cite them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from dispatcher.templating.facts import agenda, figures
from dispatcher.templating.links import host_of, safe_url
from dispatcher.templating.plain import plain, shortened
from dispatcher.templating.wording import Wording, wording

__all__ = ["StoryView", "alert_context", "confirm_context", "digest_context", "story_view"]

MOST_SOURCES = 12  # listed per story; all cited ones are listed, however many
MOST_WORDS = 6
PREHEADER = 140  # characters; what inboxes show at most


def story_view(
    story: Story,
    entries: Sequence[Entry],
    briefing: Briefing | None,
    *,
    language: str,
    words: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> StoryView:
    """
    One story as its reader sees it; without a briefing, headline and sources only.

    `topics` are titles, `words` those that matched. Citations name entries by id; one of an entry that is not given is left out.
    """
    cited = _cited(briefing)
    by_id = {entry.id: entry for entry in entries}
    order = [by_id[number] for number in cited if number in by_id]
    others = [entry for entry in _lead_first(story, entries) if entry.id not in set(cited)]
    listed = order + _of_other_links(order, others)
    kept = listed[: max(MOST_SOURCES, len(order))]
    sources = {entry.id: _source(entry, number, cited=number <= len(order)) for number, entry in enumerate(kept, 1)}
    lead = by_id.get(story.lead_entry_id)
    headline = plain(story.headline)
    return StoryView(
        anchor=f"story-{story.id}",
        headline=headline,
        url=safe_url(lead.link) if lead else next((source.url for source in sources.values()), ""),
        topics=tuple(plain(topic) for topic in topics),
        words=_distinct(words)[:MOST_WORDS],
        outlets=story.outlets,
        updated_at=story.changed_at,
        sections=_sections(briefing, sources, wording(language)),
        figures=figures(briefing.facts, sources) if briefing else (),
        agenda=agenda(briefing.facts, sources, wording(language)) if briefing else (),
        sources=tuple(sources.values()),
        more_sources=len(listed) - len(kept),
    )


def digest_context(
    masthead: Masthead,
    *,
    day: date,
    topics: Sequence[tuple[str, Sequence[StoryView]]],
    more: int = 0,
    cadence: Cadence | str = Cadence.DAILY,
    hour: int | None = None,
    time_zone: str = "",
) -> DigestContext:
    """
    A digest: stories under the titles of their topics, in order. `day`, `hour` and `time_zone` are the slot's, local.

    Past the size that clients show whole, stories are told in one sentence (`budget`).
    """
    told = iter(budgeted(story for _, stories in topics for story in stories))
    views = [TopicView(title=plain(title), stories=tuple(islice(told, len(stories)))) for title, stories in topics]
    headlines = [story.headline for topic in views for story in topic.stories]
    return DigestContext(
        language=masthead.language,
        direction=wording(masthead.language).direction,
        list_title=plain(masthead.title),
        day=day,
        cadence=Cadence(cadence),
        hour=hour,
        time_zone=time_zone,
        topics=tuple(topic for topic in views if topic.stories),
        more=more,
        preheader=shortened(" · ".join(headlines[1:] or headlines), PREHEADER),
    )


def alert_context(masthead: Masthead, *, story: StoryView) -> AlertContext:
    """An alert: one story now."""
    first = next((sentence.text for section in story.told for sentence in section.sentences), story.headline)
    return AlertContext(
        language=masthead.language,
        direction=wording(masthead.language).direction,
        list_title=plain(masthead.title),
        story=story,
        preheader=shortened(first, PREHEADER),
    )


def confirm_context(masthead: Masthead) -> ConfirmContext:
    """The mail that asks whether it was really you; of all that people typed only the list's own title is in it."""
    words = wording(masthead.language)
    title = plain(masthead.title)
    return ConfirmContext(
        language=masthead.language,
        direction=words.direction,
        list_title=title,
        preheader=shortened(words.say("confirm_asked", title=title), PREHEADER),
    )


def _cited(briefing: Briefing | None) -> list[int]:
    """Ids of the entries that sentences rest on, in the order of the first citation."""
    sentences = [sentence for section in briefing.sections for sentence in section.sentences] if briefing else []
    return list(dict.fromkeys(int(citation.article) for sentence in sentences for citation in sentence.citations))


def _lead_first(story: Story, entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.id != story.lead_entry_id, entry.first_seen_at, entry.id))


def _of_other_links(listed: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Those that lead elsewhere: two feeds of one outlet often carry one article."""
    links = {entry.link for entry in listed if entry.link}
    kept = []
    for entry in others:
        if entry.link not in links:
            kept.append(entry)
        if entry.link:
            links.add(entry.link)
    return kept


def _source(entry: Entry, number: int, *, cited: bool) -> SourceView:
    url = safe_url(entry.link)
    host = host_of(url)
    title = plain(entry.title)
    return SourceView(
        number=number, outlet=plain(entry.outlet) or host or "?", title=title, url=url, host=host, cited=cited
    )


def _sections(briefing: Briefing | None, sources: dict[int, SourceView], words: Wording) -> tuple[SectionView, ...]:
    if briefing is None:
        return ()
    return tuple(_section(section, sources, words) for section in briefing.sections)


def _section(section: Section, sources: dict[int, SourceView], words: Wording) -> SectionView:
    sentences = tuple(_sentence(sentence, sources) for sentence in section.sentences)
    return SectionView(
        name=str(section.name),
        title=words.say(f"section_{section.name}"),
        sentences=sentences,
        missing="" if sentences else plain(section.missing or "no evidence"),
    )


def _sentence(sentence: Sentence, sources: dict[int, SourceView]) -> SentenceView:
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
