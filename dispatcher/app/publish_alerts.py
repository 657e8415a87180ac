"""
Story → alerts: every story that breaks for a list, once, to those who want its topic at once and have not had it.
"""

from __future__ import annotations

from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.app.telling import alert_body, gather
from dispatcher.model import Body, Edition, EditionKind, EditionState, MailingList, Message, MessageKind, Plan, Story
from dispatcher.subscriptions.alert import BREAKING_FOR, alert, breaks
from dispatcher.subscriptions.digest import chosen_topics

CHUNK = 1_000
logger = log.get()


async def run(app: App, *, now: datetime) -> int:
    """Publish every alert that breaks at `now`, and finish those that a kill cut short; returns the messages queued."""
    async with app.db.reading() as tx:
        unfinished = [edition for edition in await tx.editions.publishing() if edition.kind is EditionKind.ALERT]
        everyone = {audience.id: audience for audience in await tx.lists.all()}
        stories = await tx.stories.get([edition.story_id for edition in unfinished if edition.story_id])
    queued = 0
    for edition in unfinished:  # begun is finished, whether or not it would begin today
        if edition.story_id in stories:
            queued += await _publish(
                app, everyone[edition.list_id], stories[edition.story_id], now=now, edition=edition
            )
    for audience in everyone.values():
        for story in await _breaking(app, audience, now=now) if not audience.paused else ():
            queued += await _publish(app, audience, story, now=now)
    return queued


async def _breaking(app: App, audience: MailingList, *, now: datetime) -> list[Story]:
    async with app.db.reading() as tx:
        stories = await tx.stories.alertable(audience.topics, outlets=audience.alert_outlets, after=now - BREAKING_FOR)
        published = await tx.editions.alerts_of(audience.id, [story.id for story in stories])
    return [story for story in stories if story.id not in published and breaks(story, audience, now=now)]


async def _publish(
    app: App, audience: MailingList, story: Story, *, now: datetime, edition: Edition | None = None
) -> int:
    queued, after_id = 0, 0
    bodies: dict[Plan, Body] = {}
    while True:
        async with app.db.reading() as tx:
            chunk = await tx.subscriptions.immediate(audience.id, after_id=after_id, limit=CHUNK)
            had = await tx.history.had({person.subscriber_id for person in chunk}, [story.id])
        if not chunk:
            if edition is not None:
                await _finish(app, edition, now=now)
            return queued
        after_id = chunk[-1].id
        plans = [
            (person, plan)
            for person in chunk
            if (plan := alert(chosen_topics(person, audience), story, had=(person.subscriber_id, story.id) in had))
        ]
        if not plans:
            continue
        edition = edition or await _open(app, audience, story, now=now)
        if edition.state is EditionState.PUBLISHED:
            return queued
        telling = await gather(app, [story.id], now=now)
        for _, plan in plans:
            if plan not in bodies:
                bodies[plan] = alert_body(app, telling, edition.masthead, plan, time_zone=audience.time_zone)
        letterhead = Letterhead(kind=MessageKind.ALERT, masthead=edition.masthead, edition_id=edition.id)
        async with app.db.transaction() as tx:
            hashes = {plan: await tx.outbox.put_body(body) for plan, body in bodies.items()}
            messages: list[Message] = [
                message_to(app, person, letterhead, plan=plan, body_hash=hashes[plan], now=now)
                for person, plan in plans
            ]
            new = await tx.outbox.add_all(messages, now)
            had_now = [(message.subscriber_id, story.id) for message in messages if message.message_id in new]
            await tx.history.add(had_now, edition.id)
            queued += len(new)
        logger.info("alert.queued", edition=edition.id, story=story.id, messages=len(messages))


async def _finish(app: App, edition: Edition, *, now: datetime) -> None:
    """Everyone was looked at: the edition changes no more."""
    async with app.db.transaction() as tx:
        await tx.editions.published(edition.id, now)
    logger.info("edition.published", edition=edition.id, list=edition.list_id, kind=str(edition.kind))


async def _open(app: App, audience: MailingList, story: Story, *, now: datetime) -> Edition:
    async with app.db.transaction() as tx:
        return await tx.editions.open_alert(audience.id, story.id, masthead_of(app, audience), now=now)
