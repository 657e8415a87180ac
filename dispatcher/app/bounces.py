"""
Mail that came back → what follows from it: deliveries that bounced or were complained of, suppressions, people who left.

A report counts only if it names a delivery of ours, and then only for the address that delivery went to. Where mail leaves marked, it names it
by the mark, or by the Message-ID beside the mail's own token: a Message-ID alone is known to whoever got an answer to the mail, and shall
not let them have its reader's address suppressed. Where it leaves unmarked, there is nothing but the Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app import subscribe, verp
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.db import Transaction
from dispatcher.model import Bounce, BounceKind, BounceReport, Delivery, DeliveryState, Failure, SuppressionKind
from dispatcher.subscriptions.tokens import Purpose, read_token
from dispatcher.transport.bounces.read import read

SOFT_DAYS, SOFT_WITHIN = 5, timedelta(days=30)  # one a day at most; then the address is given up
KNOWN_FOR = timedelta(days=30)  # in which a provider's word about an address is one about our last mail to it
_TOKEN = re.compile(r"\+([A-Za-z0-9_-]{8,40}\.[A-Za-z0-9_-]{24})@")  # subscriptions.tokens, behind a list's own name
_ORDER = (BounceKind.COMPLAINT, BounceKind.HARD, BounceKind.SOFT)
logger = log.get()


@dataclass(kw_only=True)
class Taken(Report):
    """What became of what came back."""

    bounced: int = 0
    complained: int = 0
    suppressed: int = 0
    unsubscribed: int = 0
    ignored: int = 0  # auto-replies, delays, and what is no report
    repeated: int = 0  # known already
    unknown: int = 0  # reports that name no delivery of ours
    forged: int = 0  # marks that we did not make


async def take(app: App, data: bytes, *, origin: str, now: datetime) -> Taken:
    """
    Act on one mail; what follows from it is durable when this returns. `origin` is `imap`, `maildir` or `pipe`.

    Raises StorageError, and then nothing was done: the mail is to be offered again.
    """
    report = read(data)
    if report.kind in {BounceKind.NONE, BounceKind.AUTO_REPLY}:
        left = await _leave(app, report.addressed, now=now)
        return Taken(unsubscribed=1) if left else Taken(ignored=1)
    if not report.own_id:
        report = replace(report, own_id=hashlib.sha256(data).hexdigest())
    return await act(app, report, origin=origin, now=now)


async def act(app: App, report: BounceReport, *, origin: str, now: datetime, is_vouched: bool = False) -> Taken:
    """Act on what a report says. `is_vouched`: a provider of ours signed it, so that the address alone may name our last mail to it."""
    marks = verp.marks(app.secret, (*report.addressed, *report.senders))
    taken = Taken(forged=len(marks.forged))
    if marks.forged:
        logger.warning("bounce.forged", claimed=list(marks.forged))
    async with app.db.transaction() as tx:
        delivery = await _delivery(app, tx, report, marks.delivery_id, now=now, is_vouched=is_vouched)
        failure = None if delivery is None else about(report, delivery.message.address)
        if delivery is None:
            taken.unknown = 1
        elif failure is None or failure.delayed or failure.kind not in _ORDER:
            taken.ignored = 1
        elif not await tx.bounces.add(
            _row(report, delivery, failure, origin=origin, now=now), delivery.message.address
        ):
            taken.repeated = 1
        else:
            await _follow(tx, delivery, failure, taken, now=now)
    if taken.unknown:
        logger.info("bounce.unknown", origin=origin, kind=str(report.kind))
    elif delivery is not None and failure is not None and not taken.repeated:
        logger.info("bounce.taken", delivery=delivery.id, kind=str(failure.kind), status=failure.status, origin=origin)
    return taken


def about(report: BounceReport, address: str) -> Failure | None:
    """
    What a report about a message says of the one it was sent to.

    A complaint is its reader's whatever address it shows: providers blot it out. A report that names nobody is about the one there is. One
    that names others is about where the mail was sent on to: that is no fault of this address, and counts as one that may pass.
    """
    named = [each for each in report.failures if address.casefold() in {each.address.casefold(), each.also.casefold()}]
    if named:
        return min(named, key=lambda each: _ORDER.index(each.kind) if each.kind in _ORDER else len(_ORDER))
    worst = report.worst
    if report.kind is BounceKind.COMPLAINT:
        return worst or Failure(address=address, kind=BounceKind.COMPLAINT, reason=report.reason)
    if worst is None or not worst.address:
        return worst
    return replace(worst, kind=BounceKind.SOFT, reason=f"where it was sent on to: {worst.reason}")


async def _leave(app: App, addressed: Sequence[str], *, now: datetime) -> bool:
    """Mail to a list's unsubscribe address is its reader's click (RFC 2369 §3.2); the token behind the + says whose."""
    for found in filter(None, map(_TOKEN.search, addressed)):
        if await subscribe.unsubscribe(app, found[1], now=now, by="mail"):
            return True
    return False


async def _delivery(
    app: App, tx: Transaction, report: BounceReport, marked: int | None, *, now: datetime, is_vouched: bool
) -> Delivery | None:
    found = None if marked is None else await tx.bounces.delivery(marked)
    if found is None and report.message_ids:
        found = await tx.bounces.delivery_of_message(report.message_ids)
        is_marked = bool(app.settings.bounce.address)
        if found is not None and is_marked and not is_vouched and not await _is_shown(app, tx, report, found):
            logger.warning("bounce.unmarked", delivery=found.id)
            found = None
    if found is None and is_vouched and len(report.recipients) == 1:
        found = await tx.bounces.delivery_to(report.recipients[0], since=now - KNOWN_FOR)
    return found


async def _is_shown(app: App, tx: Transaction, report: BounceReport, delivery: Delivery) -> bool:
    """Whether the report shows what only the mail itself shows: whoever has that could take its reader off the list anyhow."""
    for nonce in filter(None, (read_token(app.secret, Purpose.UNSUBSCRIBE, each) for each in report.tokens)):
        person = await tx.subscriptions.by_nonce(nonce)
        if person is not None and person.id == delivery.message.subscription_id:
            return True
    return False


def _row(report: BounceReport, delivery: Delivery, failure: Failure, *, origin: str, now: datetime) -> Bounce:
    named = f"{delivery.id}:{failure.kind}:{report.own_id}"
    return Bounce(
        report=hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest(),
        delivery_id=delivery.id,
        kind=failure.kind,
        status=failure.status,
        reason=failure.reason,
        origin=origin,
        received_at=now,
    )


async def _follow(tx: Transaction, delivery: Delivery, failure: Failure, taken: Taken, *, now: datetime) -> None:
    address, person = delivery.message.address, delivery.message.subscription_id
    complained = failure.kind is BounceKind.COMPLAINT
    state = DeliveryState.COMPLAINED if complained else DeliveryState.BOUNCED
    if await tx.bounces.came_back(delivery.id, state, _words(failure), now):
        taken.complained, taken.bounced = int(complained), int(not complained)
    if complained and person is not None and await tx.subscriptions.unsubscribe(person, now, "complaint"):
        taken.unsubscribed = 1
    reason = await _why_suppressed(tx, failure, address, now=now)
    kind = SuppressionKind.COMPLAINED if complained else SuppressionKind.BOUNCED
    if reason and await tx.suppressions.add(address, reason, now, kind=kind):
        taken.suppressed = 1
        logger.info("address.suppressed", delivery=delivery.id, kind=str(failure.kind))


async def _why_suppressed(tx: Transaction, failure: Failure, address: str, *, now: datetime) -> str | None:
    if failure.kind is BounceKind.COMPLAINT:
        return "complaint"
    if failure.kind is BounceKind.HARD:
        return f"hard bounce: {failure.status or failure.reason}"
    if await tx.bounces.soft_days(address, since=now - SOFT_WITHIN) >= SOFT_DAYS:
        return f"soft bounces on {SOFT_DAYS} days within {SOFT_WITHIN.days}"
    return None


def _words(failure: Failure) -> str:
    status = "" if failure.status is None or failure.status in failure.reason else f"{failure.status} "
    return f"{failure.kind}: {status}{failure.reason}"
