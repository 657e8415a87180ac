"""
Subscriptions of a list → Verdicts: what each of these people had and got is read, and decided on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.model import MailingList, Subscription
from dispatcher.subscriptions.alert import Development, Reader, Verdict, alert
from dispatcher.subscriptions.alert_hours import Hours
from dispatcher.subscriptions.digest import chosen_topics

A_DAY = timedelta(days=1)
logger = log.get()


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about one person."""

    person: Subscription
    hours: Hours
    verdict: Verdict


async def decided(
    app: App,
    audience: MailingList,
    developments: Sequence[Development],
    people: Sequence[Subscription],
    *,
    now: datetime,
) -> list[Decided]:
    """Verdicts in the order of `people`; `developments` come best first."""
    since = min(each.broke_at for each in developments) - A_DAY  # all of the local day on which the oldest broke
    story_ids = [each.story.id for each in developments]
    async with app.db.reading() as tx:
        newest = await tx.history.newest({person.subscriber_id for person in people}, story_ids)
        sent = await tx.outbox.alerts_since([person.id for person in people], since)
    had: dict[int, dict[int, datetime]] = {}
    for (subscriber_id, story_id), grouped_at in newest.items():
        had.setdefault(subscriber_id, {})[story_id] = grouped_at
    found = []
    for person in people:
        hours = _hours(audience, person)
        reader = Reader(
            topics=chosen_topics(person, audience),
            hours=hours,
            since=person.confirmed_at,
            had=had.get(person.subscriber_id, {}),
            sent=sent.get(person.id, ()),
        )
        found.append(Decided(person, hours, alert(developments, reader, now=now)))
    return found


def _hours(audience: MailingList, person: Subscription) -> Hours:
    try:
        ZoneInfo(person.time_zone)
    except (ValueError, KeyError, OSError) as error:  # a zone that this system no longer knows
        logger.exception("subscription.unreadable", subscription=person.id, error=str(error))
        person = replace(person, time_zone=audience.time_zone)
    return Hours.of(audience, person)
