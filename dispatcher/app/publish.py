"""
Story × Subscription → Edition → Message: publish what is due.

Both kinds go through `_queue`: what one chunk of people gets is decided and rendered outside a transaction; then its messages, what
those people now had, and the moment of their next edition are one commit. A kill between two chunks leaves the rest due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatcher import log
from dispatcher.app import publish_alerts, publish_digests
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.model import EditionKind

logger = log.get()


@dataclass(kw_only=True)
class PublishReport(Report):
    """What was published."""

    digests: int = 0  # messages
    alerts: int = 0  # messages
    nothing_new: int = 0  # subscriptions whose slot passed without a mail


async def run(app: App, *, now: datetime) -> PublishReport:
    """
    Publish every slot that is due at `now` and every story that breaks.

    A template that raises keeps back the digests it is for, which stay due; all others and the alerts go out, then it is
    raised as TemplateError.
    """
    digests = await publish_digests.run(app, now=now)
    alerts = await publish_alerts.run(app, now=now)
    if digests.trouble is not None:
        raise digests.trouble
    async with app.db.transaction() as tx:
        for edition in await tx.editions.publishing():
            if edition.kind is EditionKind.DIGEST:
                await tx.editions.published(edition.id, now)
                logger.info("edition.published", edition=edition.id, list=edition.list_id, kind=str(edition.kind))
    return PublishReport(digests=digests.queued, alerts=alerts, nothing_new=digests.nothing_new)
