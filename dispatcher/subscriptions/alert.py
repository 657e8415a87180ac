"""
Story × Subscription → Plan: does this story break now, and for whom.

A story breaks for a list when as many outlets tell it as the list asks for and its newest entry came by a later poll: what a feed's
first poll brings is read about in the next digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatcher.model import MailingList, Plan, PlannedStory, Story

BREAKING_FOR = timedelta(hours=6)  # a story that was quiet for longer is no news to be woken for


def breaks(story: Story, audience: MailingList, *, now: datetime) -> bool:
    """Whether `story` is an alert for this list at `now`."""
    return (
        story.alertable_at is not None
        and story.alertable_at > now - BREAKING_FOR
        and story.outlets >= audience.alert_outlets
        and any(topic in audience.topics for topic in story.topics)
    )


def alert(topics: Sequence[str], story: Story, *, had: bool) -> Plan | None:
    """The plan of an alert for a person who chose `topics`, or None when it is not theirs or they `had` it."""
    topic = next((topic for topic in topics if topic in story.topics), None)
    if topic is None or had:
        return None
    return Plan(stories=(PlannedStory(story.id, story.version, topic),))
