"""
What is wrong now → notices to the operator: each thing once while it lasts, all that is new in one mail.

A thing has a key, which is kept while it holds; when it is over the key goes, so that it is told again should it come back. That it is
over is not told. The mail is queued in the transaction that keeps the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import NOT_AFTER, message_id
from dispatcher.db import Transaction
from dispatcher.errors import TemplateError
from dispatcher.model import Body, MailingList, Masthead, Message, MessageKind, Plan
from dispatcher.templating import notice_views
from dispatcher.templating.contexts import NoticeView
from dispatcher.templating.letters import notice_context
from dispatcher.templating.locales import Locale

# With the back-off of `feeds.due` a feed is asked some ten times in this while; the fewest are for a machine that was off meanwhile.
DEAD_AFTER, FEWEST_FAILURES = timedelta(days=3), 3
LATE_AFTER = timedelta(hours=1)
LATE_FOR = timedelta(hours=24)  # after its slot an edition that was late is over
A_CADENCE = timedelta(days=1)  # the shortest: what waits longer was overtaken by the next edition
SENDER = "Dispatcher"
logger = log.get()


class _OvertakenError(Exception):
    """Another node tells it: everything is taken back."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that needs the operator's hand; `key` names it for as long as it lasts."""

    key: str
    view: NoticeView


async def run(app: App, *, now: datetime) -> int:
    """Tell what came up since the last look; returns how many things were told."""
    locale = _locale(app, now=now)
    async with app.db.reading() as tx:
        found = [
            *await dead_feeds(tx, locale, now=now),
            *await late_lists(tx, locale, now=now),
        ]
    return await tell(app, found, now=now)


async def dead_feeds(tx: Transaction, locale: Locale, *, now: datetime) -> list[Occurrence]:
    """Feeds that have not answered for three days."""
    return [
        Occurrence(
            f"feed:{feed.id}:dead",
            notice_views.dead_feed(
                feed.outlet,
                feed_id=feed.id,
                failing_since=feed.failing_since or now,
                failures=feed.failures,
                reason=feed.error or "",
                locale=locale,
            ),
        )
        for feed in await tx.feeds.failing(since=now - DEAD_AFTER, failures=FEWEST_FAILURES)
    ]


async def late_lists(tx: Transaction, locale: Locale, *, now: datetime) -> list[Occurrence]:
    """Lists with an edition that is more than an hour late: readers still wait for it, or it was published late today."""
    titles = {audience.id: audience.title for audience in await tx.lists.all()}
    late: dict[int, NoticeView] = {}
    for edition in await tx.editions.late(due_after=now - LATE_FOR, late_after=LATE_AFTER):
        if edition.slot is not None:
            late[edition.list_id] = notice_views.late_list(
                titles[edition.list_id],
                due_at=edition.slot.due_at,
                published_at=edition.published_at,
                locale=locale,
            )
    for list_id, due_at, waiting in await tx.subscriptions.overdue(now - LATE_AFTER):
        late[list_id] = notice_views.late_list(
            titles[list_id], due_at=due_at, waiting=waiting, skipped=due_at <= now - A_CADENCE, locale=locale
        )
    return [Occurrence(f"list:{list_id}:late", view) for list_id, view in late.items()]


def stopped_domain(domain: str, *, reason: str, waiting: int, locale: Locale) -> Occurrence:
    """A domain to which nothing more is sent, since it refuses our mail as a policy (5.7.x)."""
    view = notice_views.stopped_domain(domain, reason=reason, waiting=waiting, locale=locale)
    return Occurrence(f"domain:{domain.lower()[:100]}:stopped", view)


async def tell(app: App, found: Sequence[Occurrence], *, now: datetime) -> int:
    """
    Tell those of `found` that were not told, in one mail; what was told and is not found is over. Returns how many.

    Without an address, or with a template that raises, the log tells them.
    """
    async with app.db.reading() as tx:
        known = await tx.notices.told()
        lists = await tx.lists.all()
    new = {each.key: each.view for each in found if each.key not in known}
    over = known - {each.key for each in found}
    if not new and not over:
        return 0
    letter = _letter(app, list(new.values()), lists) if new and app.settings.operator.address else None
    with suppress(_OvertakenError):
        async with app.db.transaction() as tx:
            await tx.notices.over(over)
            if await tx.notices.tell(new, now) != set(new):
                raise _OvertakenError
            if letter is not None:
                masthead, body = letter
                message = _message(app, masthead, await tx.outbox.put_body(body), keys=sorted(new), now=now)
                await tx.outbox.add_all([message], now)
        for key, view in new.items():
            logger.warning("notice.told", key=key, mailed=letter is not None, text=f"{view.title}: {view.text}")
        return len(new)
    return 0


def _letter(app: App, views: Sequence[NoticeView], lists: Sequence[MailingList]) -> tuple[Masthead, Body] | None:
    """The mail, from the first list's address, for which the relay takes mail and signs it."""
    operator = app.settings.operator
    senders = [audience.sender_address for audience in lists if not audience.paused]
    masthead = Masthead(
        list_name="",
        title=f"{SENDER}, {urlsplit(app.settings.web.base_url).hostname}",
        sender_name=SENDER,
        sender_address=next(iter(senders), operator.address),
        reply_to="",
        language=operator.language,
        base_url=app.settings.web.base_url,
    )
    try:
        context = notice_context(masthead, wording=app.templates.wording(operator.language), notices=views)
        return masthead, app.templates.render(MessageKind.NOTICE, context)
    except TemplateError as error:
        logger.error("notice.unmade", error=str(error))  # noqa: TRY400 - the error names template and line
        return None


def _message(app: App, masthead: Masthead, body_hash: str, *, keys: Sequence[str], now: datetime) -> Message:
    return Message(
        kind=MessageKind.NOTICE,
        edition_id=None,
        subscription_id=None,
        subscriber_id=None,
        address=app.settings.operator.address,
        name="",
        nonce="",
        masthead=masthead,
        plan=Plan(stories=()),
        period=None,
        body_hash=body_hash,
        message_id=message_id(app, f"notice:{keys}:{now}", masthead),
        date=now.replace(microsecond=0),
        not_after=now + NOT_AFTER[MessageKind.NOTICE],
    )


def _locale(app: App, *, now: datetime) -> Locale:
    """UTC, as if read tomorrow, so that today's moments are told with their date."""
    return Locale(wording=app.templates.wording(app.settings.operator.language), day=now.date() + timedelta(days=1))
