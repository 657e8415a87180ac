"""
Preferences → Subscription: what a person chose anew, and a mail that tells it.

The choice and the mail are one commit. Not done here: who may choose (the caller has opened the person's link).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dispatcher import log
from dispatcher.app import changed, letters
from dispatcher.app.bootstrap import App
from dispatcher.model import MessageKind, Preferences, SubscriptionState
from dispatcher.subscriptions.slots import Rhythm, first_due_at

logger = log.get()
_CAN_CHOOSE = (SubscriptionState.CONFIRMED, SubscriptionState.PAUSED)


async def run(app: App, subscription_id: int, wanted: Preferences, *, now: datetime) -> bool:
    """
    Change what one person chose, and queue the mail that says so; False when nothing was to be changed. What no reader would notice (the
    weekday of who reads daily) is changed without a mail. A digest that is due already still goes out when its hours stay as they are.

    A day that had its digest gets no second one, whatever hour it is moved to (the outbox sees to that). Raises TemplateError when the
    mail cannot be made, and then nothing is changed.
    """
    async with app.db.reading() as tx:
        before = await tx.subscriptions.get(subscription_id)
        audience = None if before is None else await tx.lists.get(before.list_id)
        titles = {topic.name: topic.title for topic in await tx.topics.all()}
    if before is None or audience is None or before.state not in _CAN_CHOOSE:
        return False
    after = replace(
        before,
        topics=wanted.topics,
        cadence=wanted.cadence,
        weekday=wanted.weekday,
        hour=wanted.hour,
        time_zone=wanted.time_zone,
    )
    if after == replace(before, topics=after.topics) and set(after.topics) == set(before.topics):
        return False
    body = changed.prepare(app, audience, before, after, titles=titles)
    due_at = before.next_edition_at
    if before.state is SubscriptionState.CONFIRMED and Rhythm.of(after) != Rhythm.of(before):
        due_at = first_due_at(Rhythm.of(after), now)
    async with app.db.transaction() as tx:
        if not await tx.subscriptions.prefer(subscription_id, wanted, next_edition_at=due_at, state=before.state):
            return False  # left meanwhile, which holds
        if body is not None:
            await letters.put(app, tx, MessageKind.CHANGED, body, person=after, audience=audience, now=now)
    logger.info("subscription.changed", subscription=subscription_id)
    return True
