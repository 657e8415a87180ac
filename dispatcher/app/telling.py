"""
Plan → Body: gather what a plan's stories need and render it once for all who share the plan.

A story is told at the version its plan names, or at the newest one written; a story nobody wrote yet is written here, so that an
edition never waits for the next tick.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher.app import write
from dispatcher.app.bootstrap import App
from dispatcher.model import Body, Briefing, Entry, Masthead, MessageKind, Plan, Slot, Story, Topic
from dispatcher.templating import views
from dispatcher.templating.locales import Locale, day_in


@dataclass(frozen=True, slots=True)
class Telling:
    """All that plans over a set of stories are rendered from."""

    stories: Mapping[int, Story]
    entries: Mapping[int, Sequence[Entry]]
    briefings: Mapping[int, tuple[int, Briefing]]
    words: Mapping[int, Mapping[str, Sequence[str]]]
    topics: Mapping[str, Topic]

    def story(self, story_id: int, *, topic: str | None, locale: Locale) -> views.StoryView:
        """One story as its reader sees it, with the words that say why it is here."""
        _, briefing = self.briefings.get(story_id, (0, None))
        return views.story_view(
            self.stories[story_id],
            self.entries[story_id],
            briefing,
            locale=locale,
            words=tuple(self.words.get(story_id, {}).get(topic or "", ())),
            topics=[self.topics[name].title for name in self.stories[story_id].topics if name in self.topics],
        )


async def gather(app: App, story_ids: Iterable[int], *, now: datetime) -> Telling:
    """Read the stories, writing those that have no briefing at their present version."""
    ids = sorted(set(story_ids))
    async with app.db.reading() as tx:
        stories = await tx.stories.get(ids)
        written = await tx.briefings.latest(ids)
    stale = [story for story in stories.values() if written.get(story.id, (0,))[0] != story.version]
    if stale:
        await write.write(app, stale, now=now)
    async with app.db.reading() as tx:
        return Telling(
            stories=stories,
            entries=await tx.entries.of_stories(ids),
            briefings=await tx.briefings.latest(ids),
            words=await tx.matches.of_stories(ids),
            topics={topic.name: topic for topic in await tx.topics.all()},
        )


def digest_body(app: App, telling: Telling, masthead: Masthead, plan: Plan, slot: Slot) -> Body:
    """The body of a digest, its blanks still in it."""
    locale = Locale(wording=app.templates.wording(masthead.language), day=slot.day, time_zone=slot.time_zone)
    grouped: dict[str, list[views.StoryView]] = {}
    for planned in plan.stories:
        topic = telling.topics.get(planned.topic or "")
        title = topic.title if topic else ""
        view = telling.story(planned.story_id, topic=planned.topic, locale=locale)
        grouped.setdefault(title, []).append(view)
    context = views.digest_context(
        masthead,
        locale=locale,
        topics=list(grouped.items()),
        more=len(plan.more),
        cadence=slot.cadence,
        hour=slot.hour,
    )
    return app.templates.render(MessageKind.DIGEST, context)


def alert_body(app: App, telling: Telling, masthead: Masthead, plan: Plan, *, time_zone: str) -> Body:
    """The body of an alert, its blanks still in it; times are told in the list's zone."""
    (planned,) = plan.stories
    changed_at = telling.stories[planned.story_id].changed_at
    locale = Locale(
        wording=app.templates.wording(masthead.language), day=day_in(time_zone, changed_at), time_zone=time_zone
    )
    view = telling.story(planned.story_id, topic=planned.topic, locale=locale)
    return app.templates.render(MessageKind.ALERT, views.alert_context(masthead, locale=locale, story=view))
