"""What tests of the outbox may ask for: a queued edition, and senders by their token."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from dispatcher.db import Database, SendingLedger
from dispatcher.model import Message
from tests.fakes.outbox import queue


@pytest_asyncio.fixture
async def queued(db: Database) -> list[Message]:
    """Three messages of one edition, queued at noon."""
    return await queue(db, readers=3)


@pytest_asyncio.fixture
async def sender(db: Database) -> AsyncIterator[Callable[[str], SendingLedger]]:
    """The ledger as the sender of that token holds it."""
    senders: dict[str, SendingLedger] = {}

    def of(token: str) -> SendingLedger:
        return senders.setdefault(token, db.sending(token=token))

    yield of
    for each in senders.values():
        await each.close()
