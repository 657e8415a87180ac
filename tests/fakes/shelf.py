"""A list that published: two outlets on one event, one edition, for the tests of what anybody may read."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

from dispatcher.app import group, publish, write
from tests.fakes.house import QUAKE, bring, house, let_in
from tests.fakes.people import NOON

MORNING = NOON - timedelta(hours=2)


@asynccontextmanager
async def shelf(folder, url, *, stories=QUAKE, readers=("anna@example.org",)):
    """An open house in which the list `world` published what these entries tell, at noon."""
    async with house(folder, url) as app:
        await let_in(app, "world", *readers)
        for outlet, title, text in stories:
            await bring(app, outlet, title, text, now=MORNING)
        await group.run(app, now=MORNING)
        await write.run(app, now=MORNING)
        await publish.run(app, now=NOON)
        yield app
