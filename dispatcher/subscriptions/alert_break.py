"""
Story × List → Development: does a story break for a list now, for the first time or again.

It breaks first when as many outlets and entries tell it as the list asks for, its rank is high enough, and its newest entry came by a
later poll: what a feed's first poll brings is read about in the next digest. It breaks again only when something changed that a reader
would want to be woken for (`stories.material`), an hour or more after the last time, and at most three times in a day and a night.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dispatcher.model import MailingList, Story

BREAKING_FOR = timedelta(hours=6)  # a story that was quiet for longer is no news to be woken for
FOLLOWED_AFTER = timedelta(minutes=60)
FOLLOWED_WITHIN = timedelta(hours=24)
MOST_FOLLOWED = 3  # follow-ups of one story within that time


def breaks(story: Story, audience: MailingList, *, score: float, now: datetime) -> bool:
    """Whether `story`, of rank `score` (`stories.rank`), is news for this list at `now`."""
    return (
        story.alertable_at is not None
        and story.alertable_at > now - BREAKING_FOR
        and story.outlets >= audience.alert_outlets
        and story.entries >= audience.alert_entries
        and score >= audience.alert_score
        and any(topic in audience.topics for topic in story.topics)
    )


def may_follow(story: Story, broke: Sequence[datetime], *, now: datetime) -> bool:
    """Whether `story`, which `broke` at these moments (oldest first), may break again; what changed is another question."""
    if not broke or story.alertable_at is None or story.alertable_at <= broke[-1] or now - broke[-1] < FOLLOWED_AFTER:
        return False
    return sum(moment > now - FOLLOWED_WITHIN for moment in broke[1:]) < MOST_FOLLOWED
