"""
Story, entries, briefing → the sources a reader is shown, numbered.

Numbers count within one story, in the order in which its sentences cite them; then come those that facts rest on, then the lead and the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatcher.model import Briefing, Entry, Story
from dispatcher.templating.contexts import SourceView
from dispatcher.templating.links import host_of, safe_url
from dispatcher.templating.plain import plain
from dispatcher.templating.stored import Json, number, rows

MOST = 12  # listed per story; all cited ones are listed, however many


@dataclass(frozen=True, slots=True)
class Listed:
    """The sources by the id of their entry, in order of number, and how many more there are."""

    by_id: dict[int, SourceView]
    more: int


def listed_sources(
    story: Story, entries: Sequence[Entry], briefing: Briefing | None, *, most: int | None = None
) -> Listed:
    """A citation of an entry that is not given is left out; so is, unless cited, an entry that leads where another one does."""
    by_id = {entry.id: entry for entry in entries}
    cited = [by_id[article] for article in dict.fromkeys(_cited(briefing)) if article in by_id]
    of_facts = [by_id[article] for article in _of_facts(briefing.facts if briefing else {}) if article in by_id]
    others = [entry for entry in dict.fromkeys([*of_facts, *_lead_first(story, entries)]) if entry not in cited]
    every = cited + _of_other_links(cited, others)
    kept = every[: max(most or MOST, len(cited))]
    return Listed(
        {entry.id: _source(entry, at, cited=at <= len(cited)) for at, entry in enumerate(kept, 1)},
        len(every) - len(kept),
    )


def _cited(briefing: Briefing | None) -> Iterator[int]:
    for section in briefing.sections if briefing else ():
        for sentence in section.sentences:
            yield from (int(citation.article) for citation in sentence.citations)


def _of_facts(facts: Json) -> Iterator[int]:
    figures = [value for row in rows(facts, "figures") for value in rows(row, "values")]
    for row in (*figures, *rows(facts, "agenda"), *rows(facts, "quoted")):
        if (article := number(row, "article")) is not None:
            yield article


def _lead_first(story: Story, entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.id != story.lead_entry_id, entry.first_seen_at, entry.id))


def _of_other_links(listed: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Those that lead elsewhere: two feeds of one outlet often carry one article."""
    links = {link for entry in listed if (link := safe_url(entry.link))}
    kept = []
    for entry in others:
        link = safe_url(entry.link)
        if link not in links:
            kept.append(entry)
        if link:
            links.add(link)
    return kept


def _source(entry: Entry, at: int, *, cited: bool) -> SourceView:
    url = safe_url(entry.link)
    host = host_of(url)
    return SourceView(
        number=at,
        outlet=plain(entry.outlet) or host or "?",
        title=plain(entry.title),
        url=url,
        host=host,
        cited=cited,
    )
