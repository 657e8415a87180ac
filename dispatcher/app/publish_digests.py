"""
Slot → digests: every subscription whose next edition is due gets one, or nothing when nothing is new.

A slot that passed while nobody ran is not made up for: the latest one due counts, unless it is too late for that one too, and it tells
what has gathered. All that a chunk of people is told is printed before its transaction is opened: a template that raises stops its edition
with nothing of the chunk queued, and a kill between two chunks leaves the rest due.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app import overdue
from dispatcher.app.bootstrap import App
from dispatcher.app.due_digests import Decided, Due, decide
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.app.press import Press
from dispatcher.app.telling import gather
from dispatcher.errors import TemplateError
from dispatcher.model import Body, Edition, MailingList, Message, MessageKind, Plan, Slot, Subscription
from dispatcher.subscriptions.slots import latest_slot, next_slot, period

CHUNK = 200  # people a transaction: with what they had, some ten thousand rows
logger = log.get()


@dataclass(slots=True)
class Digests:
    """What one look at the slots that are due came to."""

    queued: int = 0
    nothing_new: int = 0
    skipped: Counter[Slot] = field(default_factory=Counter)  # slots that were too late, and how many readers each had
    trouble: TemplateError | None = None  # the first template that raised; its edition's digests stay due
    presses: dict[int, Press] = field(default_factory=dict)  # by edition
    stopped: set[int] = field(default_factory=set)  # editions whose templates raised


@dataclass(frozen=True, slots=True)
class _Printed:
    """One person's digest, ready to be queued."""

    due: Due
    edition: Edition
    plan: Plan
    body: Body


async def run(
    app: App, *, now: datetime, late: bool = False, progress: Callable[[int], None] = lambda _readers: None
) -> Digests:
    """Publish the digests due at `now`, `late` or not: every subscription is looked at once, and `progress` told how many were."""
    told, looked_at = Digests(), 0
    after_id = 0
    while True:
        async with app.db.reading() as tx:
            subscriptions = await tx.subscriptions.due(now, after_id=after_id, limit=CHUNK)
            lists = {audience.id: audience for audience in await tx.lists.all()}
        if not subscriptions:
            overdue.tell(told.skipped, now=now)
            return told
        after_id = subscriptions[-1].id
        readable = await _readable(app, subscriptions, now=now)
        in_time = readable
        if not late:
            in_time, skipped = await overdue.skip(app, readable, lists, now=now)
            told.skipped.update(skipped)
        decided = await decide(app, in_time, lists, now=now)
        printed = await _print(app, decided, lists, told, now=now)
        passed = [due for due in decided.dues if due.plan is None]
        await _queue(app, printed, passed, told, now=now)
        looked_at += len(subscriptions)
        progress(looked_at)


async def _readable(app: App, subscriptions: Sequence[Subscription], *, now: datetime) -> list[Subscription]:
    """Those whose slot can be reckoned; a row that cannot is put off for a day, and holds up no other."""
    good, bad = [], []
    for subscription in subscriptions:
        try:
            latest_slot(subscription, now)
            good.append(subscription)
        except (ValueError, KeyError, OSError) as error:  # a zone that this system no longer knows
            logger.exception("subscription.unreadable", subscription=subscription.id, error=str(error))
            bad.append((subscription, now + timedelta(days=1), subscription.seen_until or now))
    if bad:
        async with app.db.transaction() as tx:
            await tx.subscriptions.advance(bad)
    return good


async def _print(
    app: App, decided: Decided, lists: Mapping[int, MailingList], told: Digests, *, now: datetime
) -> list[_Printed]:
    """Every body of a chunk; an edition whose template raises is left out whole, and remembered."""
    telling = await gather(
        app, {each.story_id for due in decided.dues if due.plan for each in due.plan.stories}, now=now
    )
    editions = await _open(app, {due.slot for due in decided.dues if due.plan}, lists, now=now)
    printed: dict[int, list[_Printed]] = {}
    for due in decided.dues:
        edition = editions.get(due.slot)
        if due.plan is None or edition is None or edition.id in told.stopped:
            continue
        try:
            press = told.presses.get(edition.id)
            if press is None:
                press = told.presses[edition.id] = Press.of(app.templates, edition.masthead, due.slot)
            press.telling, press.sinces = telling, decided.sinces
            plan = press.fitted(due.plan)
            printed.setdefault(edition.id, []).append(_Printed(due, edition, plan, press.body(plan)))
        except TemplateError as error:
            told.trouble = told.trouble or error
            told.stopped.add(edition.id)
            printed.pop(edition.id, None)
            logger.error("edition.stopped", edition=edition.id, list=edition.list_id, error=str(error))  # noqa: TRY400 - the error names template and line
    return [each for mine in printed.values() for each in mine]


async def _queue(app: App, printed: Sequence[_Printed], passed: Sequence[Due], told: Digests, *, now: datetime) -> None:
    """A chunk's messages, what these people now had, and the moment of their next edition: one commit."""
    async with app.db.transaction() as tx:
        bodies = list({id(each.body): each.body for each in printed}.values())
        hashes = dict(zip(map(id, bodies), await tx.outbox.put_bodies(bodies), strict=True))
        per_edition: defaultdict[int, list[Message]] = defaultdict(list)
        seen: dict[int | None, datetime] = {due.subscription.id: now for due in passed}
        for each in printed:
            per_edition[each.edition.id].append(_message(app, each, body_hash=hashes[id(each.body)], now=now))
        for edition_id, messages in per_edition.items():
            new = await tx.outbox.add_all(messages, now)
            mine = [message for message in messages if message.message_id in new]
            had = [(message.subscriber_id, story.story_id) for message in mine for story in message.plan.stories]
            counted = [(message.subscriber_id, story_id) for message in mine for story_id in message.plan.more]
            await tx.history.add(had, edition_id, counted=counted, told_at=now)
            await tx.archive.tell(edition_id, {message.plan for message in mine})
            told.queued += len(new)
            seen |= {message.subscription_id: now for message in mine}
        await tx.subscriptions.advance(
            [
                # Who got nothing, having had this day's digest at another hour, has seen no more than before.
                (
                    due.subscription,
                    next_slot(due.subscription, now).due_at,
                    seen.get(due.subscription.id, due.seen_until),
                )
                for due in (*(each.due for each in printed), *passed)
            ]
        )
    told.nothing_new += len(passed)
    for due in passed:
        logger.info("digest.nothing_new", subscription=due.subscription.id, day=due.slot.day.isoformat())


async def _open(app: App, slots: set[Slot], lists: Mapping[int, MailingList], *, now: datetime) -> dict[Slot, Edition]:
    async with app.db.transaction() as tx:
        return {
            slot: await tx.editions.open_digest(slot, masthead_of(app, lists[slot.list_id]), now=now)
            for slot in sorted(slots, key=lambda slot: (slot.due_at, slot.list_id, slot.time_zone))
        }


def _message(app: App, printed: _Printed, *, body_hash: str, now: datetime) -> Message:
    due, edition = printed.due, printed.edition
    letterhead = Letterhead(
        kind=MessageKind.DIGEST,
        masthead=edition.masthead,
        edition_id=edition.id,
        period=period(due.slot),
        not_after=next_slot(due.subscription, now).due_at,
    )
    return message_to(app, due.subscription, letterhead, plan=printed.plan, body_hash=body_hash, now=now)
