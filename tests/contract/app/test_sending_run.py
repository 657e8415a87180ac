"""One run over all that is due: relays in their order, claims ahead of need, a stop, several at the same time."""

import asyncio
import threading
from collections import Counter

import pytest

from dispatcher.app import claims, doubt, send
from dispatcher.db import SendingLedger
from dispatcher.db.sending_sqlite import SqliteMoves
from dispatcher.model import DeliveryState
from tests.fakes.choosy import ChoosyServer
from tests.fakes.envelopes import until
from tests.fakes.people import NOON
from tests.fakes.relayed import (
    HOUR,
    QUEUED,
    SECOND,
    SENT,
    deliveries,
    readers,
    relay,
    sending,
    states,
)
from tests.fakes.smtp import CUT, FaultServer
from tests.fakes.waiting import queue_up


async def test_many_claims_make_one_run_over_the_same_connections(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(claims, "BATCH", 20)
    told = []
    async with ChoosyServer() as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(110))
        report = await send.run(app, now=NOON, progress=told.append)
        assert (report.sent, report.unreachable, len(server.accepted)) == (110, None, 110)
        assert server.connections <= 6  # four, and a hundred messages each
        assert await states(app) == {SENT: 110}
    assert (told[-1].sent, told[-1].left, told[-1].failed) == (110, 0, 0)


async def test_a_domain_goes_over_its_own_relay_and_the_rest_over_the_first(tmp_path, db_url):
    async with ChoosyServer() as first, ChoosyServer() as own, ChoosyServer() as spare:
        relays = relay("own", own.port, 'domains = ["example.net", "*.example.net"]') + relay("spare", spare.port)
        async with sending(tmp_path, db_url, port=first.port, relays=relays) as app:
            await queue_up(app.db, [f"a@{each}" for each in ("example.org", "example.net", "mail.example.net")])
            await send.run(app, now=NOON)
            assert first.accepted == ["a@example.org"]
            assert sorted(own.accepted) == ["a@example.net", "a@mail.example.net"]
            assert spare.connections == 0
            assert Counter(each.relay for each in await deliveries(app)) == {"smtp": 1, "own": 2}


@pytest.mark.parametrize("banner", [None, "421 4.3.2 not now", "554 5.7.1 no service here"])
async def test_when_a_relay_cannot_be_reached_the_next_takes_over_until_it_answers_again(tmp_path, db_url, banner):
    async with ChoosyServer() as gone:
        pass
    async with ChoosyServer(port=gone.port, banner=banner or "") as refusing, ChoosyServer() as spare:
        if banner is None:
            refusing._server.close()
        async with sending(tmp_path, db_url, port=gone.port, relays=relay("spare", spare.port)) as app:
            await queue_up(app.db, readers(5))
            report = await send.run(app, now=NOON)
            assert (report.sent, report.unreachable, len(spare.accepted)) == (5, None, 5)
            assert all(each.attempts == 1 for each in await deliveries(app))
            asked = refusing.connections
            await queue_up(app.db, readers(3, "example.net"), edition=2)
            await send.run(app, now=NOON + 30 * SECOND)
            assert (len(spare.accepted), refusing.connections) == (8, asked)  # not asked again so soon
    async with (
        ChoosyServer(port=gone.port) as back,
        ChoosyServer(port=spare.port) as spare,
        sending(tmp_path, db_url, port=gone.port, relays=relay("spare", spare.port)) as app,
    ):
        await queue_up(app.db, readers(4, "example.com"), edition=3, now=NOON + HOUR)
        await send.run(app, now=NOON + HOUR)
        assert (len(back.accepted), spare.accepted) == (4, [])


async def test_when_no_relay_is_left_nothing_is_lost_and_the_run_says_why(tmp_path, db_url):
    async with ChoosyServer() as gone, ChoosyServer() as gone_too:
        pass
    async with sending(tmp_path, db_url, port=gone.port, relays=relay("spare", gone_too.port)) as app:
        await queue_up(app.db, readers(5))
        report = await send.run(app, now=NOON)
        assert str(gone.port) in report.unreachable
        assert str(gone_too.port) in report.unreachable
        assert [(each.state, each.attempts) for each in await deliveries(app)] == [(QUEUED, 0)] * 5
    async with (
        ChoosyServer(port=gone_too.port) as spare,
        sending(tmp_path, db_url, port=gone.port, relays=relay("spare", spare.port)) as app,
    ):
        assert (await send.run(app, now=NOON)).sent == 5


async def test_a_stop_releases_what_was_not_begun(tmp_path, db_url):
    stop = asyncio.Event()

    def answer(stage, _recipient):
        if len(server.accepted) >= 20:
            stop.set()

    async with ChoosyServer(answer) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(100))
        report = await send.run(app, now=NOON, stop=stop)
        assert 20 <= report.sent < 40
        found = await states(app)
        assert found == {SENT: report.sent, QUEUED: 100 - report.sent}
        assert len(server.accepted) == report.sent
        assert (await send.run(app, now=NOON)).sent == 100 - report.sent  # nothing is leased any more


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
async def test_a_run_that_is_cancelled_waits_for_the_commit_under_way_and_leaves_nothing_open(
    tmp_path, db_url, monkeypatch
):
    commit, under_way = SqliteMoves.commit, []

    async def slow(*args, **named):
        under_way.append(args)
        try:
            await asyncio.sleep(0.05)
            return await commit(*args, **named)
        finally:
            under_way.pop()

    monkeypatch.setattr(SqliteMoves, "commit", slow)
    async with ChoosyServer() as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(100))
        run = asyncio.create_task(send.run(app, now=NOON))
        await until(lambda: len(server.accepted) >= 8 and under_way)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert not under_way
        await asyncio.sleep(0.1)
        assert "ledger" not in {each.name for each in threading.enumerate()}
        found = await states(app)
        assert found[SENT] <= len(server.accepted) <= found[SENT] + found[DeliveryState.SENDING]


async def test_what_comes_to_be_in_doubt_in_a_long_run_does_not_wait_for_its_end(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(doubt, "LOOK_EVERY", 0.05)
    smtp = 'in_doubt = "hold"\nconnections = 1\nmessages_per_connection = 1000'
    async with (
        FaultServer({"dot": CUT}, times=1, slow=0.02) as server,
        sending(tmp_path, db_url, port=server.port, smtp=smtp) as app,
    ):
        await queue_up(app.db, readers(30))
        report = await send.run(app, now=NOON)
        assert (report.sent, report.in_doubt) == (29, 1)
        assert await states(app) == {SENT: 29, DeliveryState.HELD: 1}


async def test_a_stopped_instance_sends_nothing_and_says_so(tmp_path, db_url):
    async with ChoosyServer() as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(3))
        async with app.db.transaction() as tx:
            await tx.stops.add("instance", "", "this is a copy", NOON)
        report = await send.run(app, now=NOON)
        assert "this is a copy" in report.unreachable
        async with app.db.transaction() as tx:
            await tx.stops.release("instance", "")
        assert (await send.run(app, now=NOON)).sent == 3


async def test_no_more_is_held_than_a_few_claims(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(claims, "BATCH", 20)
    held = []

    def answer(_stage, _recipient):
        held.append(max((len(each.held) for each in live), default=0))

    live = []
    monkeypatch.setattr(send, "Claims", lambda *args, **kwargs: live.append(claims.Claims(*args, **kwargs)) or live[-1])
    async with ChoosyServer(answer) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(400))
        assert (await send.run(app, now=NOON)).sent == 400
    assert max(held) <= 60


async def test_what_no_relay_is_left_for_is_not_held_either(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(claims, "BATCH", 20)
    held, lease = [], SendingLedger.lease

    async def watched(self, **named):
        held.append(len(self._held))
        return await lease(self, **named)

    monkeypatch.setattr(SendingLedger, "lease", watched)
    async with ChoosyServer() as gone, ChoosyServer() as own:
        gone._server.close()
        relays = relay("own", own.port, 'domains = ["example.net"]')
        async with sending(tmp_path, db_url, port=gone.port, relays=relays) as app:
            await queue_up(app.db, [*readers(200), *readers(5, "example.net")])
            report = await send.run(app, now=NOON)
            assert (report.sent, str(gone.port) in report.unreachable) == (5, True)
            assert {each.attempts for each in await deliveries(app) if each.state is QUEUED} == {0}
    assert len(held) > 10
    assert max(held) <= 60


@pytest.mark.parametrize("processes", [3])
async def test_several_that_run_at_the_same_time_send_everything_once(tmp_path, db_url, monkeypatch, processes):
    monkeypatch.setattr(claims, "BATCH", 10)
    async with ChoosyServer(slow=0.002) as server, sending(tmp_path, db_url, port=server.port) as app:
        await queue_up(app.db, readers(150))
        reports = await asyncio.gather(*(send.run(app, now=NOON) for _ in range(processes)))
        assert sorted(server.accepted) == sorted(readers(150))
        assert sum(each.sent for each in reports) == 150
        if app.db.kind == "postgresql":
            assert all(each.sent for each in reports)
