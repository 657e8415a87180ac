"""
The way in and the way back: join, confirm, look, leave.

Joining takes two clicks (the second is the confirmation), leaving takes one and holds for ever. Looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher import log
from dispatcher.app import goodbye, letters, welcome
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.db import Transaction
from dispatcher.model import (
    Body,
    Cadence,
    MailingList,
    Message,
    MessageKind,
    Plan,
    Subscription,
    SubscriptionState,
)
from dispatcher.subscriptions.digest import chosen_topics
from dispatcher.subscriptions.slots import Rhythm, first_due_at
from dispatcher.subscriptions.tokens import Purpose, read_token, token
from dispatcher.templating import views

logger = log.get()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPage:
    """What a page may show of one subscription."""

    list_title: str
    address: str  # masked: a forwarded mail must not tell it
    topics: tuple[str, ...]  # titles
    cadence: Cadence
    weekday: int
    hour: int
    time_zone: str
    state: SubscriptionState
    language: str
    unsubscribe_url: str
    preferences_url: str


def invitation(app: App, audience: MailingList) -> Body:
    """The body of a list's confirmation mail. Raises TemplateError."""
    masthead = masthead_of(app, audience)
    context = views.confirm_context(masthead, wording=app.templates.wording(masthead.language))
    return app.templates.render(MessageKind.CONFIRM, context)


async def invite(app: App, subscription_ids: Sequence[int], *, now: datetime) -> int:
    """Queue a confirmation mail for those of these subscriptions that are unconfirmed; returns how many."""
    async with app.db.reading() as tx:
        lists = {audience.id: audience for audience in await tx.lists.all()}
    bodies = {number: invitation(app, audience) for number, audience in lists.items()}
    async with app.db.transaction() as tx:
        queued = await invite_within(app, tx, subscription_ids, lists, bodies, now=now)
    logger.info("subscriptions.invited", messages=queued)
    return queued


async def invite_within(
    app: App,
    tx: Transaction,
    subscription_ids: Sequence[int],
    lists: Mapping[int, MailingList],
    bodies: Mapping[int, Body],
    *,
    now: datetime,
) -> int:
    """As `invite`, inside the transaction that let these people in: nobody is left unasked by a kill between the two."""
    people = [person for number in subscription_ids if (person := await tx.subscriptions.get(number))]
    hashes = {number: await tx.outbox.put_body(body) for number, body in bodies.items()}
    messages: list[Message] = [
        message_to(
            app,
            person,
            Letterhead(kind=MessageKind.CONFIRM, masthead=masthead_of(app, lists[person.list_id])),
            plan=Plan(stories=()),
            body_hash=hashes[person.list_id],
            now=now,
        )
        for person in people
        if person.state is SubscriptionState.UNCONFIRMED
    ]
    return len(await tx.outbox.add_all(messages, now))


async def confirm(app: App, text: str, *, now: datetime) -> SubscriptionPage | None:
    """
    The second click, which is answered with a welcome. A second use changes nothing; None for a token that opens nothing.
    """
    async with app.db.reading() as tx:
        person = await _person(app, tx, text, Purpose.CONFIRM)
    if person is None:
        return None
    is_new = person.state is SubscriptionState.UNCONFIRMED
    prepared = await welcome.prepare(app, person, now=now) if is_new else None
    async with app.db.transaction() as tx:
        if await tx.subscriptions.confirm(person.id, now, first_due_at(Rhythm.of(person), now)):
            if prepared is not None:
                await welcome.put(app, tx, person, prepared, now=now)
            logger.info("subscription.confirmed", subscription=person.id)
        return await _page(app, tx, person.id)


async def unsubscribe(app: App, text: str, *, now: datetime, by: str = "one click") -> SubscriptionPage | None:
    """
    The one click, or the one mail. Effective at once, also for mails already queued; a second use changes nothing.

    A list with `goodbye` says so in one last mail.
    """
    async with app.db.reading() as tx:
        person = await _person(app, tx, text, Purpose.UNSUBSCRIBE)
        audience = None if person is None else await tx.lists.get(person.list_id)
    if person is None:
        return None
    body = None if audience is None else goodbye.prepare(app, person, audience)
    async with app.db.transaction() as tx:
        if await tx.subscriptions.unsubscribe(person.id, now, by):
            if body is not None and audience is not None:
                await letters.put(app, tx, MessageKind.GOODBYE, body, person=person, audience=audience, now=now)
            logger.info("subscription.unsubscribed", subscription=person.id)
        return await _page(app, tx, person.id)


async def look(app: App, text: str, purpose: Purpose) -> SubscriptionPage | None:
    """What a page shows; changes nothing."""
    async with app.db.reading() as tx:
        person = await _person(app, tx, text, purpose)
        return None if person is None else await _page(app, tx, person.id)


async def _person(app: App, tx: Transaction, text: str, purpose: Purpose) -> Subscription | None:
    nonce = read_token(app.secret, purpose, text)
    return None if nonce is None else await tx.subscriptions.by_nonce(nonce)


async def _page(app: App, tx: Transaction, subscription_id: int) -> SubscriptionPage | None:
    person = await tx.subscriptions.get(subscription_id)
    audience: MailingList | None = None if person is None else await tx.lists.get(person.list_id)
    if person is None or audience is None:
        return None
    titles = {topic.name: topic.title for topic in await tx.topics.all()}
    base = app.settings.web.base_url.rstrip("/")
    return SubscriptionPage(
        list_title=audience.title,
        address=masked(person.address),
        topics=tuple(titles[name] for name in chosen_topics(person, audience) if name in titles),
        cadence=person.cadence,
        weekday=person.weekday,
        hour=person.hour,
        time_zone=person.time_zone,
        state=person.state,
        language=person.language,
        unsubscribe_url=f"{base}/u/{token(app.secret, Purpose.UNSUBSCRIBE, person.nonce)}",
        preferences_url=f"{base}/p/{token(app.secret, Purpose.PREFERENCES, person.nonce)}",
    )


def masked(address: str) -> str:
    """`anna@example.org` as `a…@example.org`."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part[:1]}…@{domain}"
