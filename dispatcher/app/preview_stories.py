"""
Stories → what mails are rendered from, without a trace: a story that nobody wrote yet is written in memory, by the extractive writer.

`telling.gather` does the same for publishing, and keeps what it writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.app.sources import sources_of
from dispatcher.app.telling import Telling
from dispatcher.stories.briefing import write_briefing


async def gather_in_memory(app: App, story_ids: Iterable[int], *, now: datetime) -> Telling:
    """Read the stories; those without a briefing at their present version get one for this once."""
    ids = sorted(set(story_ids))
    async with app.db.reading() as tx:
        stories = await tx.stories.get(ids)
        briefings = dict(await tx.briefings.latest(ids))
        stale = [story for story in stories.values() if briefings.get(story.id, (0,))[0] != story.version]
        entries = await tx.entries.of_stories(ids)
        earlier = await tx.briefings.earlier({story.id: story.version for story in stale})
        articles = await tx.articles.of_entries([entry.id for story in stale for entry in entries[story.id]])
        words = await tx.matches.of_stories(ids)
        topics = {topic.name: topic for topic in await tx.topics.all()}
    for story in stale:
        sources = sources_of(entries[story.id], articles)
        written = await app.in_time(write_briefing, sources, now=now, earlier=earlier.get(story.id, ()))
        briefings[story.id] = (story.version, written)
    return Telling(stories=stories, entries=entries, briefings=briefings, words=words, topics=topics)
