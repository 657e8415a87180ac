"""Rows → what needs the operator's hand now: dead feeds, late and skipped lists, what is stopped, a relay that nobody reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.app import hooks, mailboxes, reached
from dispatcher.db import Transaction
from dispatcher.templating import notice_views
from dispatcher.templating.contexts import NoticeView
from dispatcher.templating.locales import Locale

# With the back-off of `feeds.due` a feed is asked some ten times in this while; the fewest are for a machine that was off meanwhile.
DEAD_AFTER, FEWEST_FAILURES = timedelta(days=3), 3
LATE_AFTER = timedelta(hours=1)
LATE_FOR = timedelta(hours=24)  # after its slot an edition that was late is over
PAUSED = "sending:paused"  # the key of what keeps back even the mail that tells it
UNREACHABLE_AFTER = timedelta(hours=1)
A_CADENCE = timedelta(days=1)  # the shortest: what waits longer was overtaken by the next edition


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that needs the operator's hand; `key` names it for as long as it lasts."""

    key: str
    view: NoticeView


async def all_of(tx: Transaction, locale: Locale, *, now: datetime) -> list[Occurrence]:
    """Everything that is wrong now."""
    return [
        *await dead_feeds(tx, locale, now=now),
        *await late_lists(tx, locale, now=now),
        *await skipped_lists(tx, locale, now=now),
        *await stopped(tx, locale),
        *await unreachable(tx, locale, now=now),
        *await unheard(tx, locale),
    ]


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


async def skipped_lists(tx: Transaction, locale: Locale, *, now: datetime) -> list[Occurrence]:
    """Lists of which an edition was too late today."""
    titles = {audience.id: audience.title for audience in await tx.lists.all()}
    return [
        Occurrence(
            f"list:{each.list_id}:skipped",
            notice_views.skipped_list(titles[each.list_id], due_at=each.due_at, readers=each.readers, locale=locale),
        )
        for each in await tx.skips.since(now - LATE_FOR)
    ]


async def stopped(tx: Transaction, locale: Locale) -> list[Occurrence]:
    """What is not sent until the operator releases it: a domain, an edition, or everything."""
    found = []
    for stop in await tx.stops.all():
        waiting = await tx.stops.waiting(stop.kind, stop.key)
        match stop.kind:
            case "domain":
                key = f"domain:{stop.key[:100]}:stopped"
                view = notice_views.stopped_domain(stop.key, reason=stop.reason, waiting=waiting, locale=locale)
            case "edition":
                edition = await tx.archive.edition(int(stop.key))
                key, title = f"edition:{stop.key}:stopped", edition.masthead.title if edition else stop.key
                view = notice_views.stopped_edition(title, reason=stop.reason, waiting=waiting, locale=locale)
            case "instance":
                key, view = PAUSED, notice_views.paused(reason=stop.reason, waiting=waiting, locale=locale)
        found.append(Occurrence(key, view))
    return found


async def unreachable(tx: Transaction, locale: Locale, *, now: datetime) -> list[Occurrence]:
    """No relay was reached for an hour, and something waits for one."""
    known = await reached.read(tx)
    if known is None or known.since > now - UNREACHABLE_AFTER or not await tx.by_hand.waits(now):
        return []
    waiting = await tx.stops.waiting("instance", "")
    view = notice_views.unreachable_relay(since=known.since, reason=known.reason, waiting=waiting, locale=locale)
    return [Occurrence("relay:unreachable", view)]


async def unheard(tx: Transaction, locale: Locale) -> list[Occurrence]:
    """Ways in which what comes back would reach us, and does not."""
    found = []
    if trouble := await tx.instance.get(mailboxes.TROUBLE):
        found.append(Occurrence("mailbox:unread", notice_views.unread_mailbox(reason=trouble, locale=locale)))
    for provider in hooks.PROVIDERS:
        if await tx.instance.get(hooks.to_confirm(provider)):
            view = notice_views.unconfirmed_hook(provider, locale=locale)
            found.append(Occurrence(f"hook:{provider}:unconfirmed", view))
    return found
