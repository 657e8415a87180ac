"""The service is told to stop while a server does not answer: what is under way has a deadline, the rest is given back at once."""

import asyncio
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import timedelta

from dispatcher.app import run, send
from dispatcher.jobs.ticks import Tick, tick
from dispatcher.model import DeliveryState
from tests.fakes.command_line import clean_environ
from tests.fakes.deliveries import people, published, states
from tests.fakes.house import SETTINGS, house
from tests.fakes.people import NOON

QUEUED, SENDING, IN_DOUBT = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.IN_DOUBT


class Silent:
    """A server that takes a body and never says what it made of it."""

    def __init__(self):
        self.taken = asyncio.Event()
        self.port = 0

    async def _talk(self, reader, writer):
        writer.write(b"220 here\r\n")
        in_body = False
        while line := await reader.readline():
            if in_body:
                if line == b".\r\n":
                    self.taken.set()
                    await asyncio.sleep(3600)
                continue
            in_body = line.upper().startswith(b"DATA")
            writer.write(b"354 go on\r\n" if in_body else b"250 ok\r\n")
            await writer.drain()


@asynccontextmanager
async def silent():
    server = Silent()
    listening = await asyncio.start_server(server._talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


async def test_bodies_under_way_have_a_deadline_and_the_rest_is_given_back(tmp_path, db_url):
    async with silent() as server, house(tmp_path, db_url, smtp_port=server.port) as app:
        await published(app, *people(30))
        stop = asyncio.Event()

        async def sent():
            await send.run(app, now=NOON, stop=stop)

        running = asyncio.create_task(
            tick([Tick("send", timedelta(hours=1), sent)], stop=stop, grace=timedelta(seconds=1))
        )
        await asyncio.wait_for(server.taken.wait(), 20)
        stop.set()
        await asyncio.wait_for(running, 10)
        found = await states(app)
        assert 1 <= found.count(SENDING) <= app.settings.smtp.connections
        assert found.count(SENDING) + found.count(QUEUED) == 30
        async with app.db.sending(token="another") as other:  # nothing else is leased any more
            leased = await other.lease(now=NOON, limit=100)
            assert len(leased) == found.count(QUEUED)


async def test_a_server_that_does_not_answer_has_as_long_as_the_settings_say_and_then_its_mail_is_in_doubt(
    tmp_path, monkeypatch
):
    url = f"sqlite:///{tmp_path / 'dispatcher.db'}"
    monkeypatch.setattr(run, "GRACE", timedelta(seconds=0.1))  # for the other parts
    settings = SETTINGS.replace('tls = "none"', 'tls = "none"\ntimeouts = {{ stop = 0.5 }}')
    async with silent() as server:
        (tmp_path / "dispatcher.toml").write_text(settings.format(port=server.port))
        async with house(tmp_path, url) as app:
            await published(app, *people(10))
            monkeypatch.setattr(run.clock, "now", lambda: NOON)
            stop = asyncio.Event()
            serving = asyncio.create_task(run.serve(app, stop=stop, only=["send"]))
            await asyncio.wait_for(server.taken.wait(), 20)
            stop.set()
            await asyncio.wait_for(serving, 10)
            found = await states(app)
            assert found.count(IN_DOUBT) >= 1
            assert set(found) == {IN_DOUBT, QUEUED}


async def test_a_second_signal_ends_it_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'dispatcher.db'}"
    async with silent() as server:
        async with house(tmp_path, url, smtp_port=server.port) as app:
            await published(app, *people(3))
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dispatcher", "run", "--only", "send",
            cwd=tmp_path, env=clean_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await asyncio.wait_for(server.taken.wait(), 60)
            running.send_signal(signal.SIGTERM)
            await asyncio.sleep(1)
            assert running.returncode is None  # it waits for the server's word
            running.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(running.wait(), 5) == -signal.SIGTERM
        finally:
            if running.returncode is None:
                running.kill()
                await running.wait()
    async with house(tmp_path, url, smtp_port=1) as app:
        assert SENDING in await states(app)
        await send.run(app, now=NOON)  # what the ended process left is in doubt, and no more than that
        assert set(await states(app)) <= {IN_DOUBT, QUEUED}
