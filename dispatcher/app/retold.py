"""
Stories a person had × what they say now → those told again, and what changed since. The decider is `stories.news_since`.

People with the same last-told version share the answer, and the piece that is printed from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.app.telling import Gathering, Telling, gather
from dispatcher.model import Briefing, EarlierBriefing
from dispatcher.stories.news_since import news_since
from dispatcher.templating.views import Since


@dataclass(slots=True)
class Retold:
    """What there is to say of stories to people who had them."""

    telling: Telling
    earlier: Mapping[int, list[EarlierBriefing]]  # by story, oldest first
    sinces: dict[tuple[int, int], Since] = field(default_factory=dict)  # (story, version told) → what changed
    _same: set[tuple[int, int]] = field(default_factory=set)

    def version_told(self, story_id: int, told_at: datetime | None) -> int | None:
        """The version of a story that somebody told of it at `told_at` was told, when it says something new by now; else None."""
        told = self._told(story_id, told_at)
        if told is None:
            return None
        key = (story_id, told.version)
        if key not in self.sinces and key not in self._same:
            if changes := self._changes(story_id, told):
                self.sinces[key] = Since(told.written_at, changes)
            else:
                self._same.add(key)
        return told.version if key in self.sinces else None

    def _told(self, story_id: int, told_at: datetime | None) -> EarlierBriefing | None:
        if told_at is None:  # told before that was noted, or only counted: not to be called an update
            return None
        before = [each for each in self.earlier.get(story_id, ()) if each.written_at <= told_at]
        return before[-1] if before else None

    def _changes(self, story_id: int, told: EarlierBriefing) -> tuple[str, ...]:
        version, now = self.telling.briefings.get(story_id, (0, None))
        if not isinstance(now, Briefing) or version <= told.version:
            return ()
        # Not when they were first seen: one that waited to be grouped while the story was written was not told.
        known = {
            each.id
            for each in self.telling.entries[story_id]
            if each.grouped_at is not None and each.grouped_at <= told.written_at
        }
        return news_since(told.briefing, now, known=known)


async def look_at(app: App, story_ids: Collection[int], *, now: datetime, gathered: Gathering = gather) -> Retold:
    """Read these stories and all their briefings; `gathered` writes those that are not written at their present version."""
    telling = await gathered(app, story_ids, now=now)
    async with app.db.reading() as tx:
        versions = {story_id: version for story_id, (version, _) in telling.briefings.items()}
        return Retold(telling, await tx.briefings.earlier(versions))
