"""
Stories → Telling: gather what plans over them are rendered from. Alerts are rendered here, digests in `press.py`.

A story is told at the version its plan names, or at the newest one written; a story nobody wrote yet is written here, so that an
edition never waits for the next tick.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher.app import write
from dispatcher.app.bootstrap import App
from dispatcher.model import Body, Briefing, Entry, Masthead, Plan, Story, Topic
from dispatcher.templating import views
from dispatcher.templating.layouts import alert_layout
from dispatcher.templating.locales import Locale, day_in


@dataclass(frozen=True, slots=True)
class Telling:
    """All that plans over a set of stories are rendered from."""

    stories: Mapping[int, Story]
    entries: Mapping[int, Sequence[Entry]]
    briefings: Mapping[int, tuple[int, Briefing]]
    words: Mapping[int, Mapping[str, Sequence[str]]]
    topics: Mapping[str, Topic]

    @classmethod
    def empty(cls) -> Telling:
        """Of no stories."""
        return cls({}, {}, {}, {}, {})

    def title(self, topic: str | None) -> str:
        """The title of a topic; empty for none."""
        found = self.topics.get(topic or "")
        return found.title if found else ""

    def story(
        self, story_id: int, *, topic: str | None, locale: Locale, base_url: str, since: views.Since | None = None
    ) -> views.StoryView:
        """One story as its reader sees it, with the words that say why it is here."""
        _, briefing = self.briefings.get(story_id, (0, None))
        return views.story_view(
            self.stories[story_id],
            self.entries[story_id],
            briefing,
            locale=locale,
            words=tuple(self.words.get(story_id, {}).get(topic or "", ())),
            topics=[self.topics[name].title for name in self.stories[story_id].topics if name in self.topics],
            base_url=base_url,
            since=since,
        )


class Gathering(Protocol):
    """`gather`, or what stands in for it where nothing may be kept."""

    async def __call__(self, app: App, story_ids: Iterable[int], *, now: datetime) -> Telling:
        """The stories, all of them written."""


async def gather(app: App, story_ids: Iterable[int], *, now: datetime) -> Telling:
    """Read the stories, writing those that have no briefing at their present version."""
    ids = sorted(set(story_ids))
    async with app.db.reading() as tx:
        stories = await tx.stories.get(ids)
        written = await tx.briefings.latest(ids)
    stale = [story for story in stories.values() if written.get(story.id, (0,))[0] != story.version]
    if stale:
        await write.write(app, stale, now=now)
    return await read(app, ids)


async def read(app: App, ids: Collection[int]) -> Telling:
    """Read the stories as they are written; nothing is waited for."""
    async with app.db.reading() as tx:
        return Telling(
            stories=await tx.stories.get(ids),
            entries=await tx.entries.of_stories(ids),
            briefings=await tx.briefings.latest(ids),
            words=await tx.matches.of_stories(ids),
            topics={topic.name: topic for topic in await tx.topics.all()},
        )


def alert_body(
    app: App,
    telling: Telling,
    masthead: Masthead,
    plan: Plan,
    *,
    time_zone: str,
    since: Mapping[int, views.Since] | None = None,
) -> Body:
    """The body of an alert, its blanks still in it; times are told in the list's zone. `since` is by story, for those that develop."""
    changed_at = max(telling.stories[planned.story_id].changed_at for planned in plan.stories)
    locale = Locale(
        wording=app.templates.wording(masthead.language), day=day_in(time_zone, changed_at), time_zone=time_zone
    )
    stories = [
        telling.story(
            planned.story_id,
            topic=planned.topic,
            locale=locale,
            base_url=masthead.base_url,
            since=(since or {}).get(planned.story_id) if planned.since is not None else None,
        )
        for planned in plan.stories
    ]
    return app.templates.join(alert_layout(masthead, locale=locale, stories=stories, more=len(plan.more)))
