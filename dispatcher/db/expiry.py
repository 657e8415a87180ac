"""
What lost its use. Deliveries: expired, and what they would have told counts as not told. The text of articles and the answers of a
model: deleted.

A mail that no server took in time (a relay down for a day) would otherwise take its stories with it. What an expired alert would have
told is for the next digest of that person: its edition gives nobody a second mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.tables import answer, article
from dispatcher.db.tables_mail import delivery
from dispatcher.db.tables_people import history, subscription
from dispatcher.model import DeliveryState, MessageKind

AT_ONCE = 1_000  # rows of one look; the rest is found by the next
OVERLAP = timedelta(minutes=15)
KEPT_BACK = timedelta(hours=36)  # for so long a night, or a day that had enough, may keep back what an alert tells
ARTICLES_KEPT_FOR = timedelta(days=14)  # an outlet's text is kept no longer than its story may need it
ANSWERS_KEPT_FOR = timedelta(days=30)  # by then no edition is made of them any more

_TELLING = {MessageKind.DIGEST.value, MessageKind.WELCOME.value, MessageKind.ALERT.value}


async def expire(connection: AsyncConnection, lost: ColumnElement[bool], *, now: datetime) -> int:
    """Expire the deliveries that are `lost`; returns how many. Their stories are told by the next digest that is decided."""
    rows = (
        await connection.execute(
            select(
                delivery.c.id,
                delivery.c.kind,
                delivery.c.edition_id,
                delivery.c.subscriber_id,
                delivery.c.subscription_id,
                delivery.c.date,
                delivery.c.not_after,
            )
            .where(lost)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)  # a sender may be taking one; SQLite has one writer
        )
    ).all()
    if not rows:
        return 0
    await connection.execute(
        update(delivery)
        .where(delivery.c.id.in_([row.id for row in rows]))
        .values(
            state=DeliveryState.EXPIRED.value,
            reason="it was not sent before it lost its use" + func.coalesce(": " + delivery.c.reason, ""),
            next_attempt_at=None,
            leased_until=None,
            lease_token=None,
            settled_at=now,
        )
    )
    for row in rows:
        if row.kind in _TELLING:
            await _untell(connection, row)
    return len(rows)


async def _untell(connection: AsyncConnection, row: Row[*tuple[Any, ...]]) -> None:
    """Forget that a person had what this delivery would have told, and let their next digest look back to it."""
    told = history.c.edition_id == row.edition_id
    if row.kind == MessageKind.WELCOME.value:
        told = history.c.edition_id.is_(None) & (history.c.told_at == row.date)
    await connection.execute(delete(history).where(history.c.subscriber_id == row.subscriber_id, told))
    if row.kind == MessageKind.ALERT.value:
        # No digest is of this subscription: those of the person's others passed over what the alert was to tell.
        theirs = subscription.c.subscriber_id == row.subscriber_id
        before = row.date - KEPT_BACK
    else:
        # It covered about one cadence, which is also how long it was good for.
        theirs = subscription.c.id == row.subscription_id
        before = row.date - (row.not_after - row.date) - OVERLAP
    await connection.execute(
        update(subscription).where(theirs, subscription.c.seen_until > before).values(seen_until=before)
    )


async def forget_articles(connection: AsyncConnection, *, now: datetime) -> int:
    """Delete the text of articles fetched too long ago; what became of each is still known. Returns how many."""
    result = await connection.execute(
        update(article)
        .where(article.c.fetched_at < now - ARTICLES_KEPT_FOR, article.c.text != "")
        .values(text="", title="")
    )
    return result.rowcount


async def forget_answers(connection: AsyncConnection, *, now: datetime) -> None:
    """Delete the answers of a model that are older than 30 days."""
    await connection.execute(delete(answer).where(answer.c.written_at < now - ANSWERS_KEPT_FOR))
