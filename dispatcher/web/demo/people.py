"""
The demo's readers join its lists, by list file, as an import lets people in.

They want their digest at the present hour of their own zone and asked for it before that hour began, so that one is due at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatcher.app import joining, subscribe
from dispatcher.app.bootstrap import App
from dispatcher.subscriptions.list_file import read_list_file
from dispatcher.web.demo.workspace import READERS, list_file


async def join(app: App, *, now: datetime) -> int:
    """Let everybody join, and ask those who have not consented to confirm; returns how many were asked."""
    before = now.replace(minute=0, second=0, microsecond=0) - timedelta(minutes=1)
    async with app.db.reading() as tx:
        lists = await tx.lists.all()
    joined: list[int] = []
    for audience in lists:
        rows = read_list_file(list_file(READERS[audience.name], now=now), audience).rows
        report = await joining.run(app, audience, rows, invite=False, now=before)
        joined += report.subscription_ids
    return await subscribe.invite(app, joined, now=now)
