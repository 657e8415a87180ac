"""Body → Message in the outbox: a mail that answers what one person did, put there in the transaction that does it."""

from __future__ import annotations

from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.db import Transaction
from dispatcher.model import Body, MailingList, MessageKind, Plan, Subscription

logger = log.get()


async def put(
    app: App,
    tx: Transaction,
    kind: MessageKind,
    body: Body,
    *,
    person: Subscription,
    audience: MailingList,
    now: datetime,
) -> None:
    """Queue it. A goodbye is put after what was queued before has been cancelled."""
    message = message_to(
        app,
        person,
        Letterhead(kind=kind, masthead=masthead_of(app, audience)),
        plan=Plan(stories=()),
        body_hash=await tx.outbox.put_body(body),
        now=now,
    )
    await tx.outbox.add_all([message], now)
    logger.info("letter.queued", kind=str(kind), subscription=person.id)
