"""
Mail in doubt before a real Postfix: with `reconcile` every message arrives once, whenever its sender dies or its connection is cut.

A few kills here; DISPATCHER_KILLS=100 makes it so many, on both databases, as does `make bench GROUP=reconcile` with 2,500 messages.
"""

import asyncio
import os
from datetime import timedelta

import pytest

from dispatcher import clock
from dispatcher.app import send
from dispatcher.app.bootstrap import bootstrap
from tests.fakes.databases import new_url
from tests.fakes.full_outbox import prepared, write_settings
from tests.journeys.kills.sender import left
from tests.journeys.kills.verdict import verdict
from tests.lab.delay_proxy import Way, delay_proxy
from tests.lab.reconciling import MORE, Reconciling, world

KILLS = int(os.environ.get("DISPATCHER_KILLS") or 8)
pytestmark = pytest.mark.mail_server


def certain(found):
    return (len(found.lost), found.unsent, found.repeats, len(found.changed)) == (0, {}, 0, 0)


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "stepped"])
def test_killed_at_random_every_message_arrives_once(tmp_path, pipelining):
    with world() as postfix:
        killing = Reconciling(
            world=postfix,
            root=tmp_path,
            url=new_url("sqlite", tmp_path),
            kills=KILLS,
            messages=25 * KILLS,
            pipelining=pipelining,
        )
        found = killing.run()
    assert certain(found), found
    assert 0 < found.in_doubt <= killing.killed * killing.connections, found


async def sent_and_settled(root, url, *, at=timedelta(0), within=60.0):
    """Send what is due, and go on until nothing is in doubt; what is deferred, or to be sent again later, stays."""
    async with bootstrap(root, environ={"DISPATCHER_DATABASE__URL": url}) as app:
        until = clock.monotonic() + within
        while True:
            await send.run(app, now=clock.now() + at, clock=lambda: clock.now() + at)
            async with app.db.reading() as tx:
                if not await tx.outbox.in_doubt():
                    return await left(app)
            assert clock.monotonic() < until, "doubts stay"
            await asyncio.sleep(0.1)


def test_a_cut_at_the_final_dot_is_settled_like_a_kill(tmp_path):
    """Half of the cuts lose the dot, and the others the reply: the log tells which, and only those are sent again."""
    url, log = new_url("sqlite", tmp_path), tmp_path / "arrived.jsonl"
    with world() as postfix:
        more = MORE.format(log=postfix.server.maillog, grace=0.3)
        with delay_proxy(Way(port=postfix.server.port, cuts=0.4, seed=3)) as port:
            write_settings(tmp_path, port=port, more=more)
            queued = asyncio.run(prepared(tmp_path, url, 40))
            assert asyncio.run(sent_and_settled(tmp_path, url)) > 0
        write_settings(tmp_path, port=postfix.server.port, more=more)
        assert asyncio.run(sent_and_settled(tmp_path, url, at=timedelta(hours=2))) == 0
        postfix.settled()
        postfix.write_arrived(log)
    found = asyncio.run(verdict(tmp_path, url, log, queued))
    assert certain(found), found
    assert found.in_doubt >= 8, found
