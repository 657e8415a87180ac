"""A whole dispatcher on a test database: a workspace with one digest list and one alert list, and news put straight into memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dispatcher.app import apply
from dispatcher.app.bootstrap import App, bootstrap
from dispatcher.model import Arrival, ArrivingEntry, Cadence, ParsedEntry
from tests.fakes.people import ANNA, NOON

SETTINGS = """
[web]
base_url = "https://news.example.org"
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
[fetch]
allow_private = ["127.0.0.1"]
[[topic]]
name = "velmora"
query = "Velmora"
[[list]]
name = "world"
from = "World <world@news.example.org>"
topics = ["velmora"]
[[list]]
name = "alerts"
from = "Alerts <alerts@news.example.org>"
topics = ["velmora"]
cadence = "immediate"
"""


@asynccontextmanager
async def house(root: Path, db_url: str, *, smtp_port: int = 25) -> AsyncIterator[App]:
    """An App over `root`, its declarations applied."""
    if not (root / "dispatcher.toml").exists():
        (root / "dispatcher.toml").write_text(SETTINGS.format(port=smtp_port))
    async with bootstrap(root, environ={"DISPATCHER_DATABASE__URL": db_url}) as app:
        await apply.run(app, now=NOON - timedelta(days=1))
        yield app


async def let_in(app: App, name: str, *addresses: str) -> None:
    """Confirmed people of a list; a digest is due to them at noon."""
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name(name)
        immediate = audience.cadence is Cadence.IMMEDIATE
        people = [
            replace(
                ANNA,
                address=address,
                cadence=audience.cadence,
                hour=12,
                time_zone="UTC",
                next_edition_at=None if immediate else NOON,
            )
            for address in addresses
        ]
        await tx.subscriptions.join(audience.id, people, now=NOON - timedelta(days=1))


async def bring(app: App, outlet: str, title: str, text: str, *, now: datetime) -> None:
    """An entry that a later poll brought."""
    async with app.db.transaction() as tx:
        feed = await tx.feeds.add(f"https://{outlet}.example.com/rss", outlet, headers={}, declared=False, now=now)
        parsed = ParsedEntry(
            uid=f"{outlet} {title}", link=f"https://{outlet}.example.com/1", title=title, summary=text, published_at=now
        )
        arriving = ArrivingEntry(entry=parsed, arrival=Arrival.NEWS, fingerprint=title)
        await tx.entries.add(feed, [arriving], now)


QUAKE = (
    (
        "times",
        "Earthquake in Velmora kills 14",
        "An earthquake struck Velmora on Tuesday, killing 14 people in Dorvan.",
    ),
    (
        "post",
        "Velmora earthquake: 14 killed",
        "At least 14 people were killed in Dorvan when an earthquake struck Velmora.",
    ),
)
