"""
Story × Subscription → Edition → Message: publish what is due.

Both kinds go chunk by chunk: what some people get is decided and rendered outside a transaction; then their messages, what they now had
and, of digests, the moment of their next one are one commit. A kill between two chunks leaves the rest due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatcher import log
from dispatcher.app import publish_alerts, publish_digests
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.errors import TemplateError
from dispatcher.model import EditionKind

logger = log.get()


@dataclass(kw_only=True)
class PublishReport(Report):
    """What was published."""

    digests: int = 0  # messages
    alerts: int = 0  # messages
    nothing_new: int = 0  # subscriptions whose slot passed without a mail
    skipped: int = 0  # subscriptions whose slot was too late


async def run(
    app: App, *, now: datetime, late: bool = False, progress: Callable[[int], None] = lambda _readers: None
) -> PublishReport:
    """
    Publish every slot that is due at `now` and every story that breaks.

    `late` publishes digests however late they are; `progress` is told how many readers were looked at for digests, chunk by chunk.
    A template that raises keeps back the editions it is for, which stay due; all others go out and are complete, then it is
    raised as TemplateError.
    """
    digests = await publish_digests.run(app, now=now, late=late, progress=progress)
    trouble, alerts = digests.trouble, 0
    try:
        alerts = await publish_alerts.run(app, now=now)
    except TemplateError as error:
        trouble = trouble or error
    async with app.db.transaction() as tx:
        for edition in await tx.editions.publishing():
            if edition.kind is EditionKind.DIGEST and edition.id not in digests.stopped:
                await tx.editions.published(edition.id, now)
                logger.info("edition.published", edition=edition.id, list=edition.list_id, kind=str(edition.kind))
    if trouble is not None:
        raise trouble
    return PublishReport(
        digests=digests.queued, alerts=alerts, nothing_new=digests.nothing_new, skipped=digests.skipped.total()
    )
