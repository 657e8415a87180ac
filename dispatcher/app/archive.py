"""
What lists have published → what anybody may read of it: a story, a list's dates, one date's edition, the latest stories.

Reading only: nothing is written, not even a briefing that is missing. A story is public once an edition of a list tells it, and an
edition shows its stories at the versions and with the sources it was published with.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from dispatcher.app.bootstrap import App
from dispatcher.db import Transaction
from dispatcher.model import Briefing, Edition, Entry, MailingList, PlannedStory, Story
from dispatcher.templating import views
from dispatcher.templating.contexts import StoryView
from dispatcher.templating.listed_sources import listed_sources
from dispatcher.templating.locales import Locale, day_in
from dispatcher.templating.plain import plain

DATES_A_PAGE = 60
LATEST = 30  # stories of an Atom feed
EVERY_SOURCE = 1_000  # of one story; more have never been seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The list that a page is about."""

    name: str
    title: str
    language: str
    time_zone: str
    base_url: str  # without a slash at the end
    sender: str  # who writes it
    id: str  # urn:uuid, the same for ever (RFC 4287 §4.2.6), wherever the pages move


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """One story, and where it was told."""

    shelf: Shelf
    view: StoryView
    told_at: datetime
    id: str  # as of the list: the same for ever for this story there
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedDate:
    """One date on which a list published."""

    day: date
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListArchive:
    """The dates of one list, the newest first, and the one before which the next page begins (null: no more)."""

    shelf: Shelf
    dates: tuple[ShelvedDate, ...]
    older: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedTopic:
    """The stories of an edition that stand under one topic."""

    title: str  # "" for stories without one
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedEdition:
    """One date's edition, and its neighbours."""

    shelf: Shelf
    day: date
    topics: tuple[ShelvedTopic, ...]
    earlier: date | None
    later: date | None


async def story(app: App, story_id: int, *, now: datetime) -> ToldStory | None:
    """A story as it stands, with all its sources; None unless an edition tells it."""
    async with app.db.reading() as tx:
        edition = await tx.archive.told_last(story_id)
        audience = await tx.lists.get(edition.list_id) if edition else None
        if edition is None or audience is None:
            return None
        known = await _Known.read(tx, [story_id])
    shelf = _shelf(app, audience)
    locale = _locale(app, shelf, day_in(shelf.time_zone, now))
    view = known.whole(story_id, locale=locale, base_url=shelf.base_url)
    return None if view is None else _told(app, shelf, view, story_id, edition.published_at)


async def dates(app: App, name: str, *, before: date | None = None) -> ListArchive | None:
    """The dates on which a list published a digest; None when there is no such list."""
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(name)
        if audience is None:
            return None
        editions = await tx.archive.digests(audience, before=before, limit=DATES_A_PAGE + 1)
        kept = editions[:DATES_A_PAGE]
        stories = await tx.archive.stories_of([edition.id for edition in kept])
        known = await tx.stories.get(sorted({each.story_id for told in stories.values() for each in told}))
    listed = [
        ShelvedDate(
            day=_day(edition),
            headlines=tuple(
                plain(known[each.story_id].headline) for each in stories[edition.id] if each.story_id in known
            ),
        )
        for edition in kept
    ]
    older = listed[-1].day if len(editions) > len(kept) else None
    return ListArchive(shelf=_shelf(app, audience), dates=tuple(listed), older=older)


async def edition(app: App, name: str, day: date) -> ShelvedEdition | None:
    """What a list published on a date; None when it did not."""
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(name)
        found = await tx.archive.digests(audience, day=day) if audience else []
        if audience is None or not found:
            return None
        planned = (await tx.archive.stories_of([found[0].id]))[found[0].id]
        earlier = await tx.archive.digests(audience, before=day)
        later = await tx.archive.next_day(audience, after=day)
        known = await _Known.read(tx, [each.story_id for each in planned], versions=planned, at=found[0].published_at)
    shelf = _shelf(app, audience)
    locale = _locale(app, shelf, day)
    grouped: dict[str, list[StoryView]] = {}
    for each in planned:
        view = known.view(each.story_id, locale=locale, base_url=shelf.base_url)
        if view is not None:
            grouped.setdefault(known.titles.get(each.topic or "", ""), []).append(view)
    return ShelvedEdition(
        shelf=shelf,
        day=day,
        topics=tuple(ShelvedTopic(title=plain(title), stories=tuple(told)) for title, told in grouped.items()),
        earlier=_day(earlier[0]) if earlier else None,
        later=later,
    )


async def latest(app: App, name: str) -> tuple[Shelf, list[ToldStory]] | None:
    """The stories a list told last, the newest first, each as it was told; None when there is no such list."""
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(name)
        if audience is None:
            return None
        newest = await tx.archive.latest(audience.id, limit=LATEST)
        planned = [PlannedStory(story_id, version, None) for story_id, version, _ in newest]
        known = await _Known.read(tx, [story_id for story_id, _, _ in newest], versions=planned)
    shelf = _shelf(app, audience)
    told = []
    for story_id, _, told_at in newest:
        locale = _locale(app, shelf, day_in(shelf.time_zone, told_at))
        if (view := known.view(story_id, locale=locale, base_url=shelf.base_url)) is not None:
            told.append(_told(app, shelf, view, story_id, told_at))
    return shelf, told


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of some stories."""

    stories: Mapping[int, Story]
    entries: Mapping[int, Sequence[Entry]]
    briefings: Mapping[int, Briefing]
    titles: Mapping[str, str]  # of topics, by name

    @classmethod
    async def read(
        cls,
        tx: Transaction,
        story_ids: Sequence[int],
        *,
        versions: Sequence[PlannedStory] = (),
        at: datetime | None = None,
    ) -> _Known:
        """As the stories stand; or at these `versions`, and with the entries that were known `at` a moment."""
        stories = await tx.stories.get(story_ids)
        entries = await tx.entries.of_stories(story_ids)
        if versions:
            upto = await tx.briefings.earlier({each.story_id: each.version + 1 for each in versions})
            briefings = {story_id: told[-1].briefing for story_id, told in upto.items()}
        else:
            briefings = {story_id: written for story_id, (_, written) in (await tx.briefings.latest(story_ids)).items()}
        if at is not None:
            entries = {
                story_id: [entry for entry in told if entry.grouped_at is not None and entry.grouped_at <= at]
                or told[:1]
                for story_id, told in entries.items()
            }
            stories = {story_id: _as_led(each, entries.get(story_id, ())) for story_id, each in stories.items()}
        return cls(stories, entries, briefings, {topic.name: topic.title for topic in await tx.topics.all()})

    def view(self, story_id: int, *, locale: Locale, base_url: str) -> StoryView | None:
        """What a page may show of one story; None when it is not stored."""
        found = self.stories.get(story_id)
        if found is None:
            return None
        return views.story_view(
            found,
            self.entries.get(story_id, ()),
            self.briefings.get(story_id),
            locale=locale,
            topics=[self.titles[name] for name in found.topics if name in self.titles],
            base_url=base_url,
        )

    def whole(self, story_id: int, *, locale: Locale, base_url: str) -> StoryView | None:
        """The same with every source it has, where a mail has room for some."""
        view = self.view(story_id, locale=locale, base_url=base_url)
        if view is None:
            return None
        entries, briefing = self.entries.get(story_id, ()), self.briefings.get(story_id)
        listed = listed_sources(self.stories[story_id], entries, briefing, most=EVERY_SOURCE)
        return replace(view, sources=tuple(listed.by_id.values()), more_sources=listed.more)


def _as_led(each: Story, entries: Sequence[Entry]) -> Story:
    """The story under the first of these entries when the one that leads it now came later."""
    if not entries or any(entry.id == each.lead_entry_id for entry in entries):
        return each
    return replace(each, headline=entries[0].title, lead_entry_id=entries[0].id)


def _shelf(app: App, audience: MailingList) -> Shelf:
    return Shelf(
        name=audience.name,
        title=plain(audience.title),
        language=audience.language,
        time_zone=audience.time_zone,
        base_url=app.settings.web.base_url.rstrip("/"),
        sender=plain(audience.sender_name or audience.title),
        id=_id(app, audience.name),
    )


def _id(app: App, *what: str | int) -> str:
    known_by = hmac.digest(app.secret, ":".join(map(str, ("atom", *what))).encode(), hashlib.sha256)
    return UUID(bytes=known_by[:16], version=4).urn


def _told(app: App, shelf: Shelf, view: StoryView, story_id: int, told_at: datetime) -> ToldStory:
    return ToldStory(
        shelf=shelf,
        view=view,
        told_at=told_at,
        id=_id(app, shelf.name, story_id),
        url=f"{shelf.base_url}/s/{story_id}",
    )


def _locale(app: App, shelf: Shelf, day: date) -> Locale:
    return Locale(wording=app.templates.wording(shelf.language), day=day, time_zone=shelf.time_zone)


def _day(edition: Edition) -> date:
    return edition.slot.day if edition.slot else edition.published_at.date()
