"""
Subscriber, Subscription ⇄ rows.

Joining only inserts: a row that exists is never changed by it, an unsubscribe never undone, a suppressed address not revived.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db import addresses
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.tables import topic
from dispatcher.db.tables_mail import delivery
from dispatcher.db.tables_people import mailing_list, subscriber, subscription, subscription_topic
from dispatcher.model import Cadence, DeliveryState, MessageKind, Preferences, Subscription, SubscriptionState


class Joining(StrEnum):
    """What became of one row that wanted to join."""

    NEW = "new"
    KNOWN = "known"  # subscribed already; nothing was changed
    UNSUBSCRIBED = "unsubscribed"  # left before; stays so
    SUPPRESSED = "suppressed"  # an address we will not mail


@dataclass(frozen=True, slots=True)
class Joined:
    """The outcome for one row; `subscription_id` is None when it was suppressed."""

    subscription_id: int | None
    outcome: Joining


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What one person asks for."""

    address: str
    name: str
    state: SubscriptionState
    topics: tuple[str, ...]
    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str
    language: str
    consent_source: str | None
    consent_at: datetime | None
    next_edition_at: datetime | None


class Subscriptions:
    """Rows of `subscriber`, `subscription` and `subscription_topic`."""

    def __init__(self, connection: AsyncConnection, suppressions: Suppressions) -> None:
        self._connection = connection
        self._suppressions = suppressions

    async def join(self, list_id: int, new: Sequence[NewSubscription], *, now: datetime) -> list[Joined]:
        """Insert those who are not there yet; the outcomes come in the order asked."""
        suppressed = await self._suppressions.suppressed(each.address for each in new)
        people = await self._people([each for each in new if each.address not in suppressed], now=now)
        topics = {row.name: row.id for row in await self._connection.execute(select(topic.c.id, topic.c.name))}
        known = await self._known(list_id, set(people.values()))
        outcomes = []
        for each in new:
            if each.address in suppressed:
                outcomes.append(Joined(None, Joining.SUPPRESSED))
                continue
            subscriber_id = people[addresses.key(each.address)]
            if subscriber_id in known:
                subscription_id, state = known[subscriber_id]
                left = state is SubscriptionState.UNSUBSCRIBED
                outcomes.append(Joined(subscription_id, Joining.UNSUBSCRIBED if left else Joining.KNOWN))
                continue
            subscription_id = await self._insert(list_id, subscriber_id, each, topics, now=now)
            known[subscriber_id] = (subscription_id, each.state)
            outcomes.append(Joined(subscription_id, Joining.NEW))
        return outcomes

    async def get(self, subscription_id: int) -> Subscription | None:
        """A subscription by id."""
        return await self._one(subscription.c.id == subscription_id)

    async def by_nonce(self, nonce: str) -> Subscription | None:
        """The subscription that a link was made for."""
        return await self._one(subscription.c.nonce == nonce)

    async def of_address(self, address: str) -> list[Subscription]:
        """Everything one person joined."""
        return await self._read(_select().where(subscriber.c.address_key == addresses.key(address)))

    async def of_list(
        self, list_id: int, *, state: SubscriptionState | None = None, after_id: int = 0, limit: int = 1_000
    ) -> list[Subscription]:
        """A list's subscriptions in chunks by id."""
        query = _select().where(subscription.c.list_id == list_id, subscription.c.id > after_id)
        if state is not None:
            query = query.where(subscription.c.state == state.value)
        return await self._read(query.order_by(subscription.c.id).limit(limit))

    async def due(self, now: datetime, *, after_id: int, limit: int) -> list[Subscription]:
        """Confirmed subscriptions of lists that are not paused, whose next edition is due at `now`, in chunks by id."""
        return await self._read(
            _select()
            .join(mailing_list, mailing_list.c.id == subscription.c.list_id)
            .where(
                subscription.c.state == SubscriptionState.CONFIRMED.value,
                subscription.c.next_edition_at <= now,
                subscription.c.id > after_id,
                ~mailing_list.c.paused,
            )
            .order_by(subscription.c.id)
            .limit(limit)
        )

    async def immediate(self, list_id: int, *, after_id: int, limit: int) -> list[Subscription]:
        """Confirmed subscriptions of a list that want alerts, in chunks by id."""
        return await self._read(
            _select()
            .where(
                subscription.c.list_id == list_id,
                subscription.c.state == SubscriptionState.CONFIRMED.value,
                subscription.c.cadence == Cadence.IMMEDIATE.value,
                subscription.c.id > after_id,
            )
            .order_by(subscription.c.id)
            .limit(limit)
        )

    async def confirm(self, subscription_id: int, now: datetime, next_edition_at: datetime | None) -> bool:
        """The second click; False when it was not waiting for one."""
        result = await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id, subscription.c.state == SubscriptionState.UNCONFIRMED.value)
            .values(state=SubscriptionState.CONFIRMED.value, confirmed_at=now, next_edition_at=next_edition_at)
        )
        return result.rowcount > 0

    async def unsubscribe(self, subscription_id: int, now: datetime, reason: str) -> bool:
        """The one click, for ever; cancels what is queued. False when it had been clicked before."""
        result = await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id, subscription.c.state != SubscriptionState.UNSUBSCRIBED.value)
            .values(
                state=SubscriptionState.UNSUBSCRIBED.value,
                unsubscribed_at=now,
                unsubscribe_reason=reason,
                next_edition_at=None,
            )
        )
        await self._connection.execute(
            update(delivery)
            .where(
                delivery.c.subscription_id == subscription_id,
                delivery.c.kind != MessageKind.GOODBYE.value,  # a second click keeps what the first one queued
                delivery.c.state.in_(
                    [DeliveryState.QUEUED.value, DeliveryState.DEFERRED.value, DeliveryState.IN_DOUBT.value]
                ),
            )
            .values(
                state=DeliveryState.CANCELLED.value,
                reason="the person unsubscribed",
                next_attempt_at=None,
                leased_until=None,
                lease_token=None,
                settled_at=now,
            )
        )
        return result.rowcount > 0

    async def prefer(
        self,
        subscription_id: int,
        wanted: Preferences,
        *,
        next_edition_at: datetime | None,
        state: SubscriptionState,
    ) -> bool:
        """What a person chose anew; False, and nothing is changed, when they are no longer in `state`."""
        result = await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id, subscription.c.state == state.value)
            .values(
                cadence=wanted.cadence.value,
                weekday=wanted.weekday,
                hour=wanted.hour,
                time_zone=wanted.time_zone,
                next_edition_at=next_edition_at,
            )
        )
        if not result.rowcount:
            return False
        topics = await self._connection.execute(select(topic.c.id).where(topic.c.name.in_(wanted.topics)))
        chosen = [{"subscription_id": subscription_id, "topic_id": row.id} for row in topics]
        await self._connection.execute(
            delete(subscription_topic).where(subscription_topic.c.subscription_id == subscription_id)
        )
        if chosen:
            await self._connection.execute(insert(subscription_topic), chosen)
        return True

    async def advance(self, rows: Sequence[tuple[Subscription, datetime, datetime]]) -> None:
        """A slot passed: (subscription, next edition at, seen until). Nobody is moved who left or chose other hours since it was read."""
        if rows:
            await self._connection.execute(
                update(subscription)
                .where(
                    subscription.c.id == bindparam("which"),
                    subscription.c.state == SubscriptionState.CONFIRMED.value,
                    subscription.c.next_edition_at == bindparam("was"),
                )
                .values(next_edition_at=bindparam("coming"), seen_until=bindparam("seen")),
                [
                    {"which": each.id, "was": each.next_edition_at, "coming": coming, "seen": seen}
                    for each, coming, seen in rows
                ],
            )

    async def overdue(self, before: datetime) -> list[tuple[int, datetime, int]]:
        """Lists that are not paused with editions due before `before`: list id, since when, and how many people wait."""
        rows = await self._connection.execute(
            select(
                subscription.c.list_id,
                func.min(subscription.c.next_edition_at).label("due_at"),
                func.count().label("number"),
            )
            .join(mailing_list, mailing_list.c.id == subscription.c.list_id)
            .where(
                subscription.c.state == SubscriptionState.CONFIRMED.value,
                subscription.c.next_edition_at < before,
                ~mailing_list.c.paused,
            )
            .group_by(subscription.c.list_id)
            .order_by(subscription.c.list_id)
        )
        return [(row.list_id, row.due_at, row.number) for row in rows]

    async def counts(self, list_id: int) -> dict[str, int]:
        """How many subscriptions of a list are in each state."""
        rows = await self._connection.execute(
            select(subscription.c.state, func.count().label("number"))
            .where(subscription.c.list_id == list_id)
            .group_by(subscription.c.state)
        )
        return {row.state: row.number for row in rows}

    async def _people(self, new: Sequence[NewSubscription], *, now: datetime) -> dict[str, int]:
        """Subscriber ids by address key; unknown people are inserted."""
        values = [
            {
                "address": addresses.tidy(each.address),
                "address_key": addresses.key(each.address),
                "name": each.name,
                "created_at": now,
            }
            for each in new
        ]
        if values:
            await self._connection.execute(insert_or_ignore(self._connection, subscriber), values)
        ids: dict[str, int] = {}
        for batch in in_batches({value["address_key"] for value in values}):
            rows = await self._connection.execute(
                select(subscriber.c.id, subscriber.c.address_key).where(subscriber.c.address_key.in_(batch))
            )
            ids |= {row.address_key: row.id for row in rows}
        return ids

    async def _known(self, list_id: int, people: Collection[int]) -> dict[int, tuple[int, SubscriptionState]]:
        known: dict[int, tuple[int, SubscriptionState]] = {}
        for batch in in_batches(people):
            rows = await self._connection.execute(
                select(subscription.c.subscriber_id, subscription.c.id, subscription.c.state).where(
                    subscription.c.list_id == list_id, subscription.c.subscriber_id.in_(batch)
                )
            )
            known |= {row.subscriber_id: (row.id, SubscriptionState(row.state)) for row in rows}
        return known

    async def _insert(
        self, list_id: int, subscriber_id: int, new: NewSubscription, topics: dict[str, int], *, now: datetime
    ) -> int:
        confirmed = new.state is SubscriptionState.CONFIRMED
        result = await self._connection.execute(
            insert(subscription)
            .values(
                subscriber_id=subscriber_id,
                list_id=list_id,
                state=new.state.value,
                cadence=new.cadence.value,
                weekday=new.weekday,
                hour=new.hour,
                time_zone=new.time_zone,
                language=new.language,
                next_edition_at=new.next_edition_at if confirmed else None,
                nonce=secrets.token_urlsafe(16),
                consent_source=new.consent_source,
                consent_at=new.consent_at,
                created_at=now,
                confirmed_at=now if confirmed else None,
            )
            .returning(subscription.c.id)
        )
        subscription_id = int(result.scalar_one())
        chosen = [{"subscription_id": subscription_id, "topic_id": topics[n]} for n in new.topics if n in topics]
        if chosen:
            await self._connection.execute(insert(subscription_topic), chosen)
        return subscription_id

    async def _one(self, condition: Any) -> Subscription | None:
        found = await self._read(_select().where(condition))
        return found[0] if found else None

    async def _read(self, query: Select[Any]) -> list[Subscription]:
        rows = (await self._connection.execute(query)).all()
        names: defaultdict[int, list[str]] = defaultdict(list)
        for batch in in_batches([row.id for row in rows]):
            chosen = await self._connection.execute(
                select(subscription_topic.c.subscription_id, topic.c.name)
                .join(topic, topic.c.id == subscription_topic.c.topic_id)
                .where(subscription_topic.c.subscription_id.in_(batch))
                .order_by(topic.c.name)
            )
            for pair in chosen:
                names[pair.subscription_id].append(pair.name)
        return [_subscription(row, tuple(names[row.id])) for row in rows]


def _select() -> Select[Any]:
    return select(subscription, subscriber.c.address, subscriber.c.name).join(
        subscriber, subscriber.c.id == subscription.c.subscriber_id
    )


def _subscription(row: Row[Any], topics: tuple[str, ...]) -> Subscription:
    return Subscription(
        id=row.id,
        subscriber_id=row.subscriber_id,
        list_id=row.list_id,
        address=row.address,
        name=row.name,
        state=SubscriptionState(row.state),
        topics=topics,
        cadence=Cadence(row.cadence),
        weekday=row.weekday,
        hour=row.hour,
        time_zone=row.time_zone,
        language=row.language,
        next_edition_at=row.next_edition_at,
        seen_until=row.seen_until,
        confirmed_at=row.confirmed_at,
        nonce=row.nonce,
        consent_source=row.consent_source,
        consent_at=row.consent_at,
    )
