"""
Story × Subscription → Plan: which stories one person's digest tells, in which order.

Nothing new means None, and None means no mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from dispatcher.model import MailingList, Plan, PlannedStory, Story, Subscription

FULL_STORIES = 5
MOST_STORIES = 20  # five briefings and fifteen single sentences are read in about six minutes


@dataclass(frozen=True, slots=True)
class Extent:
    """How much one digest tells."""

    full_stories: int = FULL_STORIES  # told with all sections; the others in one sentence
    most: int = MOST_STORIES  # past them stories are only counted


def chosen_topics(subscription: Subscription, offered: MailingList) -> tuple[str, ...]:
    """The topics this person gets, in the list's order: those chosen and still on offer; all when none was chosen."""
    if not subscription.topics:
        return offered.topics
    return tuple(topic for topic in offered.topics if topic in subscription.topics)


def digest(
    topics: Sequence[str],
    stories: Sequence[Story],
    *,
    had: AbstractSet[int],
    since: datetime,
    updates: Mapping[int, int] = MappingProxyType({}),
    extent: Extent = Extent(),
) -> Plan | None:
    """
    The plan of a digest on `topics`, or None when there is nothing new.

    `stories` come ranked, best first; those changed at or before `since` and those this person already `had` (story ids) are left
    out, but for `updates`: stories they had that say something new, each with the version they were told. The best stay, the first of
    them in full, each story under the first of its topics; topics stand in the order given, and rank holds within each.
    """
    fresh = [
        (story, topic)
        for story in stories
        if story.changed_at > since
        and (story.id not in had or story.id in updates)
        and (topic := _first(topics, story)) is not None
    ]
    if not fresh:
        return None
    kept = [
        PlannedStory(
            story.id,
            story.version,
            topic,
            since=updates.get(story.id) if story.id in had else None,
            short=place >= extent.full_stories,
        )
        for place, (story, topic) in enumerate(fresh[: extent.most])
    ]
    order = {topic: place for place, topic in enumerate(topics)}
    return Plan(
        stories=tuple(sorted(kept, key=lambda planned: order[planned.topic or ""])),  # stable
        more=tuple(story.id for story, _ in fresh[extent.most :]),
    )


def told_by(plan: Plan) -> tuple[int, ...]:
    """The ids of the stories that count as told once this plan went out: those it tells, and those it only counts."""
    return (*(planned.story_id for planned in plan.stories), *plan.more)


def _first(topics: Sequence[str], story: Story) -> str | None:
    return next((topic for topic in topics if topic in story.topics), None)
