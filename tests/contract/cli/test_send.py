"""`dispatcher send --once`, told to stop: the mails under way come to their end, and its leases hold as long as it runs."""

import os
import signal
import sqlite3
from datetime import datetime, timedelta

import pytest

from dispatcher import clock
from dispatcher.cli.send import _look
from tests.fakes.choosy import ChoosyServer
from tests.fakes.people import NOON
from tests.fakes.relayed import QUEUED, SENT, readers, sending, states
from tests.fakes.waiting import queue_up


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
async def test_a_signal_ends_it_with_nothing_in_doubt(tmp_path, db_url, number):
    def answer(stage, _recipient):
        if stage == "dot" and len(server.accepted) == 8:
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    async with ChoosyServer(answer, slow=0.01) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(100))
        report = await _look(app, NOON)
        assert await states(app) == {SENT: report.sent, QUEUED: 100 - report.sent}
        assert report.sent == len(server.accepted) < 40
    signal.signal(number, before)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
async def test_its_leases_go_on_from_the_present_and_not_from_its_beginning(tmp_path, db_url, monkeypatch):
    until = []

    def answer(stage, _recipient):
        if stage == "dot":
            clock_at[0] += 600.0
            db = sqlite3.connect(db_url.removeprefix("sqlite:///"))
            until.extend(
                datetime.fromisoformat(at)
                for (at,) in db.execute("SELECT leased_until FROM delivery WHERE state = 'sending'")
            )
            db.close()

    clock_at = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: clock_at[0])
    async with (
        ChoosyServer(answer) as server,
        sending(tmp_path, db_url, port=server.port, smtp="connections = 1") as app,
    ):
        await queue_up(app.db, readers(3))
        assert (await _look(app, NOON)).sent == 3
    assert until[-1].replace(tzinfo=NOON.tzinfo) >= NOON + timedelta(minutes=20)
