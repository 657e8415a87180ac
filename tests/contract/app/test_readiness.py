"""What keeps mail from going out is told to whoever watches; and when it is over, mail goes on by itself."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import event

from dispatcher.app import reached, readiness, send, witness
from dispatcher.app.readiness import Reason
from dispatcher.app.run import _watched
from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState
from dispatcher.transport.inbox import Inbox
from tests.fakes import databases
from tests.fakes.deliveries import people, published, states
from tests.fakes.house import house
from tests.fakes.people import NOON
from tests.fakes.smtp import FaultServer

MINUTE = timedelta(minutes=1)


async def look(app, now=NOON):
    app.readiness = None  # as a few seconds later
    return await readiness.look(app, now=now)


async def send_tick(app, now=NOON):
    async def run():
        await send.run(app, now=now)

    await _watched(app, "send", run)


class Disk:
    """How many pages the database may have; on a full one nothing is written that needs another."""

    def __init__(self, app, monkeypatch):
        self.pages = 1_000_000_000
        event.listen(app.db._engine.sync_engine, "checkout", self._set)
        connect, limit = sqlite3.connect, self._limit

        class Limited(sqlite3.Connection):
            def execute(self, statement, *parameters):
                if statement.startswith("BEGIN"):
                    super().execute(limit())
                return super().execute(statement, *parameters)

        # The ledger has a connection of its own.
        monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, **more, factory=Limited))

    async def fill(self, app):
        async with app.db.reading() as tx:
            self.pages = (await tx.instance._connection.exec_driver_sql("PRAGMA page_count")).scalar()

    def empty(self):
        self.pages = 1_000_000_000

    def _limit(self):
        return f"PRAGMA max_page_count = {self.pages}"

    def _set(self, connection, _record, _proxy):
        cursor = connection.cursor()
        cursor.execute(self._limit())
        cursor.close()


@pytest.fixture
def sqlite(tmp_path):
    return databases.new_url("sqlite", tmp_path)


async def test_a_full_disk_stops_sending_and_it_goes_on_when_there_is_room(tmp_path, sqlite, monkeypatch):
    async with Inbox() as inbox, house(tmp_path, sqlite, smtp_port=inbox.port) as app:
        disk = Disk(app, monkeypatch)
        await published(app, *people(120))
        assert await look(app) == ()
        await disk.fill(app)
        with pytest.raises(StorageError, match="the disk is full"):
            await send_tick(app)
        taken = len(inbox.messages)
        assert await look(app) == (Reason("database", "the disk is full"),)
        with pytest.raises(StorageError):
            await send_tick(app)
        assert len(inbox.messages) - taken <= app.settings.smtp.connections
        disk.empty()
        for minutes in range(1, 40, 10):  # what is in doubt waits for its turn
            await send_tick(app, NOON + minutes * MINUTE)
        assert await look(app) == ()
        assert await states(app) == [DeliveryState.SENT] * 120
        by_person = [each.recipients for each in inbox.messages]
        assert len(set(by_person)) == 120
        assert len(by_person) - 120 <= 2 * app.settings.smtp.connections  # one in doubt for each at each stop


async def test_a_relay_that_is_not_there_is_told_while_something_waits_for_it(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await inbox.stop()
        await published(app, *people(2))
        assert (await send.run(app, now=NOON)).unreachable
        assert (await send.run(app, now=NOON + MINUTE)).unreachable
        assert await look(app) == (Reason("relay", "it was not reached since 2026-11-24 12:00 UTC"),)
        assert await look(app, NOON + timedelta(days=9)) == ()  # nothing waits for it any more
        await inbox.start()
        assert (await send.run(app, now=NOON + 2 * MINUTE)).sent == 2
        assert await look(app) == ()


async def test_a_relay_that_answers_again_is_known_before_the_run_ends(tmp_path, sqlite):
    async with FaultServer(slow=0.05) as server, house(tmp_path, sqlite, smtp_port=server.port) as app:
        await published(app, *people(40))
        await reached.note(app, "the mail server cannot be reached", now=NOON)
        assert (await look(app)) == (Reason("relay", "it was not reached since 2026-11-24 12:00 UTC"),)
        stop = asyncio.Event()
        running = asyncio.create_task(send.run(app, now=NOON, stop=stop))
        while server.taken < 8:  # noqa: ASYNC110 - of what sets no event
            await asyncio.sleep(0.01)
        assert (await look(app), running.done()) == ((), False)
        stop.set()
        await running


async def test_what_is_stopped_is_counted_and_not_named(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        async with app.db.transaction() as tx:
            await tx.stops.add("domain", "example.org", "550 5.7.1 go away", NOON)
        await witness.pause(app, "moving house", now=NOON)
        reasons = await look(app)
        assert [each.what for each in reasons] == ["sending", "sending"]
        assert "1 stopped: domain" in {each.why for each in reasons}
        assert "example.org" not in str(reasons)
        assert "moving house" not in str(reasons)


async def test_many_who_ask_share_one_look(tmp_path, sqlite):
    async with house(tmp_path, sqlite) as app:
        assert await readiness.look(app, now=NOON) == ()
        await witness.pause(app, "x", now=NOON)
        assert await readiness.look(app, now=NOON) == ()  # a few seconds at most
        assert len(await look(app)) == 1


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            "the database server cannot be reached (connection to server at 10.1.2.3 failed)",
            "the database server cannot be reached",
        ),
        ('FATAL: role "anna" is not known', "it cannot be used"),
    ],
)
def test_a_drivers_words_are_not_told_to_strangers(problem, told):
    assert readiness._without_words(problem) == told
