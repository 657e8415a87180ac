"""
Story × Subscription → Plan: which stories one person's digest tells, in which order.

Nothing new means None, and None means no mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from dispatcher.model import MailingList, Plan, PlannedStory, Story, Subscription

MOST_STORIES = 12  # a digest of four-section briefings past this is not read to its end


def chosen_topics(subscription: Subscription, offered: MailingList) -> tuple[str, ...]:
    """The topics this person gets, in the list's order: those chosen and still on offer; all when none was chosen."""
    if not subscription.topics:
        return offered.topics
    return tuple(topic for topic in offered.topics if topic in subscription.topics)


def digest(
    topics: Sequence[str], stories: Sequence[Story], *, had: AbstractSet[int], since: datetime, most: int = MOST_STORIES
) -> Plan | None:
    """
    The plan of a digest on `topics`, or None when there is nothing new.

    `stories` come ranked, best first; those changed at or before `since` and those this person already `had` (story
    ids) are left out. The best `most` stay, grouped under the first of their topics in the order of `topics`.
    """
    fresh = [
        (story, topic)
        for story in stories
        if story.changed_at > since and story.id not in had and (topic := _first(topics, story)) is not None
    ]
    if not fresh:
        return None
    kept = fresh[:most]
    order = {topic: place for place, topic in enumerate(topics)}
    grouped = sorted(kept, key=lambda pair: order[pair[1]])  # stable: rank holds within a topic
    return Plan(
        stories=tuple(PlannedStory(story.id, story.version, topic) for story, topic in grouped),
        more=tuple(story.id for story, _ in fresh[most:]),
    )


def told_by(plan: Plan) -> tuple[int, ...]:
    """The ids of the stories that count as told once this plan went out: those it tells, and those it only counts."""
    return (*(planned.story_id for planned in plan.stories), *plan.more)


def _first(topics: Sequence[str], story: Story) -> str | None:
    return next((topic for topic in topics if topic in story.topics), None)
