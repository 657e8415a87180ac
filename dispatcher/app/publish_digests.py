"""
Slot → digests: every subscription whose next edition is due gets one, or nothing when nothing is new.

A slot that passed while nobody ran is not made up for: the latest one due counts, and it tells what has gathered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.app.telling import Telling, digest_body, gather
from dispatcher.errors import TemplateError
from dispatcher.model import (
    Body,
    Edition,
    MailingList,
    Message,
    MessageKind,
    Plan,
    Slot,
    Story,
    Subscription,
)
from dispatcher.stories.rank import rank
from dispatcher.subscriptions.digest import chosen_topics, digest, told_by
from dispatcher.subscriptions.slots import latest_slot, look_back, next_slot, period

CHUNK = 200  # people a transaction: with what they had, some ten thousand rows
# An entry grouped while the last digest was being decided carries an earlier moment than that digest: look again, the history
# keeps what was told from being told twice.
OVERLAP = timedelta(minutes=10)
logger = log.get()


@dataclass(frozen=True, slots=True)
class _Due:
    """One person's part in a slot."""

    subscription: Subscription
    slot: Slot
    topics: tuple[str, ...]
    since: datetime
    plan: Plan | None = None


@dataclass(slots=True)
class Digests:
    """What one look at the slots that are due came to."""

    queued: int = 0
    nothing_new: int = 0
    trouble: TemplateError | None = None  # the first template that raised; its digests stay due


async def run(app: App, *, now: datetime) -> Digests:
    """Publish the digests due at `now`: every subscription is looked at once."""
    told = Digests()
    after_id = 0
    while True:
        async with app.db.reading() as tx:
            subscriptions = await tx.subscriptions.due(now, after_id=after_id, limit=CHUNK)
            lists = {audience.id: audience for audience in await tx.lists.all()}
        if not subscriptions:
            return told
        after_id = subscriptions[-1].id
        decided = await _decide(app, await _readable(app, subscriptions, now=now), lists, now=now)
        await _queue(app, decided, lists, told, now=now)


async def _readable(app: App, subscriptions: Sequence[Subscription], *, now: datetime) -> list[Subscription]:
    """Those whose slot can be reckoned; a row that cannot is put off for a day, and holds up no other."""
    good, bad = [], []
    for subscription in subscriptions:
        try:
            latest_slot(subscription, now)
            good.append(subscription)
        except (ValueError, KeyError, OSError) as error:  # a zone that this system no longer knows
            logger.exception("subscription.unreadable", subscription=subscription.id, error=str(error))
            bad.append((subscription.id, now + timedelta(days=1), subscription.seen_until or now))
    async with app.db.transaction() as tx:
        await tx.subscriptions.advance(bad)
    return good


async def _decide(
    app: App, subscriptions: Sequence[Subscription], lists: Mapping[int, MailingList], *, now: datetime
) -> list[_Due]:
    dues = [_due(subscription, lists[subscription.list_id], now=now) for subscription in subscriptions]
    if not dues:
        return []
    topics = sorted({topic for due in dues for topic in due.topics})
    async with app.db.reading() as tx:
        stories = await tx.stories.changed(topics, after=min(due.since for due in dues), until=now)
        had = await tx.history.had({due.subscription.subscriber_id for due in dues}, [story.id for story in stories])
    ranked: list[Story] = rank(stories, now=now)
    had_by_person: defaultdict[int, set[int]] = defaultdict(set)
    for subscriber_id, story_id in had:
        had_by_person[subscriber_id].add(story_id)
    told_now: defaultdict[int, set[int]] = defaultdict(set)  # two lists of one person may be due in one chunk
    decided = []
    for due in dues:
        person = due.subscription.subscriber_id
        plan = digest(due.topics, ranked, had=had_by_person[person] | told_now[person], since=due.since)
        if plan is not None:
            told_now[person].update(told_by(plan))
        decided.append(_Due(due.subscription, due.slot, due.topics, due.since, plan))
    return decided


def _due(subscription: Subscription, audience: MailingList, *, now: datetime) -> _Due:
    slot = latest_slot(subscription, now)
    seen_until = subscription.seen_until
    since = slot.due_at - look_back(slot) if seen_until is None else seen_until - OVERLAP
    return _Due(subscription, slot, chosen_topics(subscription, audience), since)


async def _queue(
    app: App, decided: Sequence[_Due], lists: Mapping[int, MailingList], told: Digests, *, now: datetime
) -> None:
    editions = await _open(app, {due.slot for due in decided if due.plan}, lists, now=now)
    planned = {story.story_id for due in decided if due.plan for story in due.plan.stories}
    telling = await gather(app, planned, now=now)
    bodies = _bodies(app, telling, decided, editions, told)
    decided = [due for due in decided if due.plan is None or (editions[due.slot].id, due.plan) in bodies]
    async with app.db.transaction() as tx:
        hashes = {shared: await tx.outbox.put_body(body) for shared, body in bodies.items()}
        per_edition: defaultdict[int, list[Message]] = defaultdict(list)
        for due in decided:
            if due.plan is not None:
                edition = editions[due.slot]
                body_hash = hashes[edition.id, due.plan]
                per_edition[edition.id].append(_message(app, due, edition, body_hash=body_hash, now=now))
        for edition_id, messages in per_edition.items():
            new = await tx.outbox.add_all(messages, now)
            mine = [message for message in messages if message.message_id in new]
            had = [(message.subscriber_id, story.story_id) for message in mine for story in message.plan.stories]
            counted = [(message.subscriber_id, story_id) for message in mine for story_id in message.plan.more]
            await tx.history.add(had, edition_id, counted=counted)
            told.queued += len(new)
        await tx.subscriptions.advance(
            [(due.subscription.id, next_slot(due.subscription, now).due_at, now) for due in decided]
        )
    told.nothing_new += sum(due.plan is None for due in decided)
    for due in decided:
        if due.plan is None:
            logger.info("digest.nothing_new", subscription=due.subscription.id, day=due.slot.day.isoformat())


async def _open(app: App, slots: set[Slot], lists: Mapping[int, MailingList], *, now: datetime) -> dict[Slot, Edition]:
    async with app.db.transaction() as tx:
        return {
            slot: await tx.editions.open_digest(slot, masthead_of(app, lists[slot.list_id]), now=now)
            for slot in sorted(slots, key=lambda slot: (slot.due_at, slot.list_id, slot.time_zone))
        }


def _bodies(
    app: App, telling: Telling, decided: Sequence[_Due], editions: Mapping[Slot, Edition], told: Digests
) -> dict[tuple[int, Plan], Body]:
    """A body for each plan; one whose template raises is left out, and remembered."""
    bodies: dict[tuple[int, Plan], Body] = {}
    failed: set[tuple[int, Plan]] = set()
    for due in decided:
        if due.plan is None:
            continue
        edition = editions[due.slot]
        shared = (edition.id, due.plan)
        if shared in bodies or shared in failed:
            continue
        try:
            bodies[shared] = digest_body(app, telling, edition.masthead, due.plan, due.slot)
        except TemplateError as error:
            failed.add(shared)
            told.trouble = told.trouble or error
    return bodies


def _message(app: App, due: _Due, edition: Edition, *, body_hash: str, now: datetime) -> Message:
    if due.plan is None:
        raise ValueError("a message needs a plan")
    letterhead = Letterhead(
        kind=MessageKind.DIGEST,
        masthead=edition.masthead,
        edition_id=edition.id,
        period=period(due.slot),
        not_after=next_slot(due.subscription, now).due_at,
    )
    return message_to(app, due.subscription, letterhead, plan=due.plan, body_hash=body_hash, now=now)
