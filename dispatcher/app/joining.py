"""
List file → Subscriptions: let people in, by import or one by one.

Only inserts: what a person chose stays, an unsubscribe stays, a suppressed address is not revived.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher import log
from dispatcher.app import subscribe
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.db import Joined, Joining, NewSubscription
from dispatcher.model import MailingList, SubscriptionState
from dispatcher.subscriptions.list_file import Row
from dispatcher.subscriptions.slots import Rhythm, first_due_at

CHUNK = 1_000
logger = log.get()


class _RehearsedError(Exception):
    """Ends a transaction so that it is rolled back."""


@dataclass(kw_only=True)
class JoinReport(Report):
    """What became of the rows."""

    new: int = 0
    known: int = 0
    unsubscribed: int = 0
    suppressed: int = 0
    unconfirmed: int = 0  # of the new ones
    invited: int = 0
    subscription_ids: list[int] = field(default_factory=list)  # of the new ones


async def run(
    app: App, audience: MailingList, rows: Sequence[Row], *, now: datetime, invite: bool = False, rehearse: bool = False
) -> JoinReport:
    """
    Insert the people of a list file, a thousand a transaction; `invite` mails a confirmation to the unconfirmed.

    `rehearse` counts what would become of them, and takes everything back.
    """
    # Rendered before anyone is let in: with a template that raises they would never be asked.
    bodies = {audience.id: subscribe.invitation(app, audience)} if invite else {}
    report = JoinReport()
    for start in range(0, len(rows), CHUNK):
        chunk = [_new(row, now=now) for row in rows[start : start + CHUNK]]
        outcomes: list[Joined] = []
        with suppress(_RehearsedError):
            async with app.db.transaction() as tx:
                outcomes = await tx.subscriptions.join(audience.id, chunk, now=now)
                if rehearse:
                    raise _RehearsedError
                if invite:
                    new = [each.subscription_id for each in outcomes if each.outcome is Joining.NEW]
                    ids = [number for number in new if number is not None]
                    report.invited += await subscribe.invite_within(
                        app, tx, ids, {audience.id: audience}, bodies, now=now
                    )
        _count(report, chunk, outcomes)
    if not rehearse:
        logger.info("subscriptions.joined", list=audience.id, new=report.new, unconfirmed=report.unconfirmed)
    return report


def _count(report: JoinReport, chunk: Sequence[NewSubscription], outcomes: Sequence[Joined]) -> None:
    for new, joined in zip(chunk, outcomes, strict=True):
        name = str(joined.outcome)
        setattr(report, name, getattr(report, name) + 1)
        if joined.outcome is Joining.NEW and joined.subscription_id is not None:
            report.subscription_ids.append(joined.subscription_id)
            report.unconfirmed += new.state is SubscriptionState.UNCONFIRMED


def _new(row: Row, *, now: datetime) -> NewSubscription:
    return NewSubscription(
        address=row.address,
        name=row.name,
        state=SubscriptionState.CONFIRMED if row.consented else SubscriptionState.UNCONFIRMED,
        topics=row.topics,
        cadence=row.cadence,
        weekday=row.weekday,
        hour=row.hour,
        time_zone=row.time_zone,
        language=row.language,
        consent_source=row.consent_source,
        consent_at=row.consent_at,
        next_edition_at=first_due_at(Rhythm(row.cadence, row.weekday, row.hour, row.time_zone), now),
    )
