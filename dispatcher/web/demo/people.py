"""
The demo's readers join its lists, through the same door as an import.

They want their digest at the present hour of their own zone and asked for it before that hour began, so that one is due at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher.app import subscribe
from dispatcher.app.bootstrap import App
from dispatcher.db.subscriptions import NewSubscription
from dispatcher.model import Cadence, MailingList, SubscriptionState
from dispatcher.subscriptions.slots import due_at
from dispatcher.web.demo.workspace import READERS, Reader


async def join(app: App, *, now: datetime) -> int:
    """Let everybody join, and ask those who have not consented to confirm; returns how many were asked."""
    joined: list[int] = []
    async with app.db.transaction() as tx:
        for audience in await tx.lists.all():
            people = [wish(reader, audience, now=now) for reader in READERS[audience.name]]
            outcomes = await tx.subscriptions.join(audience.id, people, now=now)
            joined += [outcome.subscription_id for outcome in outcomes if outcome.subscription_id is not None]
    return await subscribe.invite(app, joined, now=now)


def wish(reader: Reader, audience: MailingList, *, now: datetime) -> NewSubscription:
    """What one reader asks for."""
    local = now.astimezone(ZoneInfo(reader.time_zone))
    daily = audience.cadence is not Cadence.IMMEDIATE
    return NewSubscription(
        address=reader.address,
        name=reader.name,
        state=SubscriptionState.CONFIRMED if reader.consented else SubscriptionState.UNCONFIRMED,
        topics=reader.topics,
        cadence=audience.cadence,
        weekday=audience.weekday,
        hour=local.hour,
        time_zone=reader.time_zone,
        language=audience.language,
        consent_source="demo" if reader.consented else None,
        consent_at=now - timedelta(hours=1) if reader.consented else None,
        next_edition_at=due_at(local.date(), local.hour, reader.time_zone) if daily else None,
    )
