"""
A workspace whose outbox is full: messages of 32 KB, as publishing leaves them, written by the real database code.

What is killed and what is timed is the same thing: the settings, the body and the rows of the speed table are those of the kill tests.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dispatcher.app import apply
from dispatcher.app.bootstrap import App, bootstrap
from dispatcher.app.messages import Letterhead, masthead_of, message_to
from dispatcher.clock import now as present
from dispatcher.model import Body, Cadence, MessageKind, Plan, PlannedStory, Slot
from tests.fakes.people import ANNA

SETTINGS = """
[web]
base_url = "https://news.example.org"
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
helo_name = "news.example.org"
connections = {connections}
pipelining = {pipelining}
messages_per_connection = {messages_per_connection}
{more}
[[topic]]
name = "velmora"
query = "Velmora"
[[list]]
name = "world"
from = "World briefing <world@news.example.org>"
topics = ["velmora"]
"""
CHUNK = 1_000  # people a transaction
PLAN = Plan(stories=(PlannedStory(1, 1, "velmora"),))


@cache
def body() -> Body:
    """A digest of three stories that composes to 32 KB, its text and its HTML together."""
    from tests.fakes.sample_edition import ARABIC, FERRIES, LONG_WORDS
    from tests.fakes.sample_mails import TEMPLATES, layout

    return TEMPLATES.join(layout(MessageKind.DIGEST, samples=(FERRIES, LONG_WORDS, ARABIC), full=4))


def write_settings(
    root: Path, *, port: int, connections: int = 4, pipelining: bool = True, each: int = 1_000, more: str = ""
) -> None:
    """`dispatcher.toml` of a house that sends to a server on loopback; `each`: messages a connection may carry."""
    text = SETTINGS.format(
        port=port,
        connections=connections,
        pipelining=str(pipelining).lower(),
        messages_per_connection=each,
        more=more,
    )
    (root / "dispatcher.toml").write_text(text, encoding="utf-8")


async def fill_outbox(app: App, number: int, *, edition: int = 1, domain: str = "example.org") -> set[str]:
    """
    Queue an edition for `number` new people; returns the Message-IDs.

    People and their messages go in together, a chunk of people a transaction.
    """
    now, told = present(), body()
    queued: set[str] = set()
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name("world")
        slot = Slot(
            list_id=audience.id,
            cadence=Cadence.DAILY,
            time_zone="UTC",
            day=date(2026, 1, 1) + timedelta(days=edition),
            hour=7,
            due_at=now,
        )
        opened = await tx.editions.open_digest(slot, masthead_of(app, audience), now=now)
        body_hash = await tx.outbox.put_body(told)
    letterhead = Letterhead(
        kind=MessageKind.DIGEST,
        masthead=masthead_of(app, audience),
        edition_id=opened.id,
        period=f"daily:{slot.day}",
        not_after=now + timedelta(days=2),
    )
    last = 0
    for start in range(0, number, CHUNK):
        people = [
            replace(ANNA, address=f"reader{edition}.{each}@{domain}", next_edition_at=now)
            for each in range(start, min(start + CHUNK, number))
        ]
        async with app.db.transaction() as tx:
            joined = await tx.subscriptions.join(audience.id, people, now=now)
            last = last or min(each.subscription_id for each in joined) - 1
            subscriptions = await tx.subscriptions.due(now, after_id=last, limit=CHUNK)
            messages = [
                message_to(app, each, letterhead, plan=PLAN, body_hash=body_hash, now=now) for each in subscriptions
            ]
            queued |= await tx.outbox.add_all(messages, now)
            last = subscriptions[-1].id
    return queued


async def prepared(root: Path, url: str, number: int, *, edition: int = 1) -> set[str]:
    """Open the workspace at `root`, declare its list and fill its outbox."""
    async with bootstrap(root, environ={"DISPATCHER_DATABASE__URL": url}) as app:
        await apply.run(app, now=present())
        return await fill_outbox(app, number, edition=edition)
