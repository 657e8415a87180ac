"""A house that sends over relays on loopback, and what became of its deliveries."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

from dispatcher.model import DeliveryState
from tests.fakes.house import SETTINGS, house

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SENT, QUEUED, DEFERRED, FAILED = (
    DeliveryState.SENT,
    DeliveryState.QUEUED,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
)


def readers(number, domain="example.org"):
    return [f"reader{each}@{domain}" for each in range(number)]


@asynccontextmanager
async def sending(tmp_path, url, *, port, smtp="", relays=""):
    """A house whose relays are on loopback."""
    settings = SETTINGS.format(port=port).replace('tls = "none"', f'tls = "none"\n{smtp}')
    (tmp_path / "dispatcher.toml").write_text(settings + relays)
    async with house(tmp_path, url) as app:
        yield app


def relay(name, port, more=""):
    return f'\n[[relay]]\nname = "{name}"\nport = {port}\ntls = "none"\n{more}\n'


async def deliveries(app):
    async with app.db.reading() as tx:
        return sorted(await tx.outbox.list(limit=100_000), key=lambda each: each.id)


async def states(app):
    return Counter(each.state for each in await deliveries(app))


def domain_of(address):
    return address.rpartition("@")[2]
