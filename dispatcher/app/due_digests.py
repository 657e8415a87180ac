"""
Subscriptions that are due → what each is to be told: slot, topics, and the plan before it is cut to what one mail holds.

Reads, and asks the deciders; nothing is written here but briefings that were not written yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.app.press import Sinces
from dispatcher.app.retold import look_at
from dispatcher.app.telling import Gathering, gather
from dispatcher.model import MailingList, Plan, Slot, Subscription
from dispatcher.stories.rank import rank
from dispatcher.subscriptions.digest import Extent, chosen_topics, digest, told_by
from dispatcher.subscriptions.slots import latest_slot, look_back

# An entry grouped while the last digest was being decided carries an earlier moment than that digest: look again, the history
# keeps what was told from being told twice.
OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Due:
    """One person's part in a slot."""

    subscription: Subscription
    slot: Slot
    topics: tuple[str, ...]
    since: datetime
    extent: Extent
    plan: Plan | None = None  # null when nothing is new

    @property
    def seen_until(self) -> datetime:
        """What the next digest begins at when this one is not queued."""
        return self.since + OVERLAP


@dataclass(frozen=True, slots=True)
class Decided:
    """What a chunk of people is to be told, and what changed of the stories that are told again."""

    dues: Sequence[Due]
    sinces: Sinces


async def decide(
    app: App,
    subscriptions: Sequence[Subscription],
    lists: Mapping[int, MailingList],
    *,
    now: datetime,
    gathered: Gathering = gather,
) -> Decided:
    """The plans of these subscriptions at `now`; `gathered` reads the stories that are told again."""
    dues = [_due(subscription, lists[subscription.list_id], now=now) for subscription in subscriptions]
    if not dues:
        return Decided((), {})
    topics = sorted({topic for due in dues for topic in due.topics})
    async with app.db.reading() as tx:
        stories = await tx.stories.changed(topics, after=min(due.since for due in dues), until=now)
        told = await tx.history.told({due.subscription.subscriber_id for due in dues}, [story.id for story in stories])
    retold = await look_at(
        app, {story_id for (_, story_id), told_at in told.items() if told_at}, now=now, gathered=gathered
    )
    ranked = rank(stories, now=now)
    by_person: defaultdict[int, dict[int, datetime | None]] = defaultdict(dict)
    for (subscriber_id, story_id), told_at in told.items():
        by_person[subscriber_id][story_id] = told_at
    told_now: defaultdict[int, set[int]] = defaultdict(set)  # two lists of one person may be due in one chunk
    decided = []
    for due in dues:
        person = due.subscription.subscriber_id
        updates = {
            story_id: version
            for story_id, told_at in by_person[person].items()
            if story_id not in told_now[person] and (version := retold.version_told(story_id, told_at)) is not None
        }
        had = by_person[person].keys() | told_now[person]
        plan = digest(due.topics, ranked, had=had, since=due.since, updates=updates, extent=due.extent)
        if plan is not None:
            told_now[person].update(told_by(plan))
        decided.append(Due(due.subscription, due.slot, due.topics, due.since, due.extent, plan))
    return Decided(decided, retold.sinces)


def _due(subscription: Subscription, audience: MailingList, *, now: datetime) -> Due:
    slot = latest_slot(subscription, now)
    seen_until = subscription.seen_until
    since = slot.due_at - look_back(slot) if seen_until is None else seen_until - OVERLAP
    extent = Extent(full_stories=audience.full_stories)
    return Due(subscription, slot, chosen_topics(subscription, audience), since, extent)
