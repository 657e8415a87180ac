"""Name, file, generation in the database, generation in the file, mail: a kill between any two of them stops nobody for good."""

import pytest

from dispatcher.app import send, witness, witness_file
from dispatcher.app.witness import Witness
from dispatcher.transport.inbox import Inbox
from tests.fakes import databases
from tests.fakes.deliveries import people, published
from tests.fakes.house import house
from tests.fakes.people import NOON


async def objection(app):
    return await Witness(app).objection(NOON)


async def killed_before_the_file(monkeypatch, action):
    """Run it up to where the witness would be written."""

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(witness_file, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            await action


async def test_a_kill_between_the_databases_name_and_the_file_stops_nobody(tmp_path, db_url, monkeypatch):
    async with Inbox() as inbox:
        async with house(tmp_path, db_url, smtp_port=inbox.port) as app:
            await published(app, *people(3))
            await killed_before_the_file(monkeypatch, objection(app))
        async with house(tmp_path, db_url, smtp_port=inbox.port) as app:
            assert await objection(app) is None
            assert (await send.run(app, now=NOON)).sent == 3


async def test_a_kill_between_the_name_of_a_database_made_anew_and_the_file_stops_nobody(tmp_path, monkeypatch):
    url = databases.new_url("sqlite", tmp_path)
    async with Inbox() as inbox:
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            await published(app, *people(3))
            assert (await send.run(app, now=NOON)).sent == 3
        (tmp_path / "dispatcher.db").unlink()
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            await killed_before_the_file(monkeypatch, objection(app))
            await published(app, *people(3))
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            assert (await send.run(app, now=NOON)).sent == 3


async def test_a_kill_while_the_operator_resumes_leaves_it_stopped_and_he_asks_again(tmp_path, db_url, monkeypatch):
    async with house(tmp_path, db_url) as app:
        await published(app, *people(1))
        await witness.pause(app, "moving house", now=NOON)
        await killed_before_the_file(monkeypatch, witness.resume(app))
        assert "moving house" in await objection(app)
        assert await witness.resume(app)
        assert await objection(app) is None


async def test_sending_that_was_never_stopped_may_be_resumed_before_anything_was_sent(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await published(app, *people(1))
        assert not await witness.resume(app)
        assert await objection(app) is None


async def test_a_kill_between_the_database_and_the_file_stops_nobody(tmp_path, db_url, monkeypatch):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await published(app, *people(3))
        watching = Witness(app)
        assert await watching.objection(NOON) is None
        await killed_before_the_file(monkeypatch, watching.raised(NOON))
        assert await objection(app) is None
        assert (await send.run(app, now=NOON)).sent == 3
