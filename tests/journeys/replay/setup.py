"""The operator's part of the replay: a workspace that declares the outlets, topics and two lists, and its twenty readers."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

from dispatcher.app import apply
from dispatcher.app.bootstrap import bootstrap
from dispatcher.db import NewSubscription
from dispatcher.model import MailingList, SubscriptionState
from dispatcher.subscriptions.slots import Rhythm, first_due_at
from tests.journeys.replay.people import TOPICS, Reader

BASE_URL = "https://news.example.org"


def set_up(workspace: Path, feeds: dict[str, str], people: list[Reader], *, smtp_port: int, now: datetime) -> None:
    """Write dispatcher.toml, apply it, and let the readers join as confirmed."""
    (workspace / "dispatcher.toml").write_text(_settings(feeds, smtp_port=smtp_port))
    asyncio.run(_join(workspace, people, now=now))


def _settings(feeds: dict[str, str], *, smtp_port: int) -> str:
    parts = [
        f'[web]\nbase_url = "{BASE_URL}"',
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp_port}\ntls = "none"',
        '[fetch]\nallow_private = ["127.0.0.1"]\nevery_minutes = 5',
    ]
    parts += [f"[[feed]]\nurl = {json.dumps(url)}\noutlet = {json.dumps(outlet)}" for outlet, url in feeds.items()]
    parts += [
        f"[[topic]]\nname = {json.dumps(name)}\ntitle = {json.dumps(name.title())}\nquery = {json.dumps(query)}"
        for name, (query, _) in TOPICS.items()
    ]
    parts += [
        f"[[list]]\nname = {json.dumps(name)}\ntitle = {json.dumps(name.title())}\n"
        f'from = "{name.title()} <{name}@news.example.org>"\ntopics = {json.dumps(list(TOPICS))}\ncadence = "{cadence}"'
        "\nalerts_a_day = 100"
        for name, cadence in (("world", "daily"), ("alerts", "immediate"))
    ]
    return "\n\n".join(parts) + "\n"


async def _join(workspace: Path, people: list[Reader], *, now: datetime) -> None:
    async with bootstrap(workspace, environ={}) as app:
        await apply.run(app, now=now)
        async with app.db.transaction() as tx:
            lists = {audience.name: audience for audience in await tx.lists.all()}
            for name, topics_of in (("world", lambda each: each.daily), ("alerts", lambda each: each.immediate)):
                joining = [_new(each, topics_of(each), lists[name], now=now) for each in people if topics_of(each)]
                await tx.subscriptions.join(lists[name].id, joining, now=now)


def _new(person: Reader, topics: tuple[str, ...], audience: MailingList, *, now: datetime) -> NewSubscription:
    return NewSubscription(
        address=person.address,
        name="",
        state=SubscriptionState.CONFIRMED,
        topics=topics,
        cadence=audience.cadence,
        weekday=0,
        hour=person.hour,
        time_zone=person.time_zone,
        language="en",
        consent_source="replay",
        consent_at=now,
        next_edition_at=first_due_at(Rhythm(audience.cadence, 0, person.hour, person.time_zone), now),
    )
