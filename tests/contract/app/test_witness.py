"""A database that was restored or copied sends nothing before the operator says so; a healthy one is never stopped."""

import asyncio
import errno
import json
import shutil
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from dispatcher.app import send, witness, witness_file
from dispatcher.app.witness import Witness
from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState
from dispatcher.transport.inbox import Inbox
from tests.fakes import databases
from tests.fakes.command_line import dispatch
from tests.fakes.deliveries import people, published, states
from tests.fakes.house import house
from tests.fakes.people import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def on_postgres(tmp_path):
    return databases.new_url("postgresql", tmp_path)


def on_sqlite(root):
    return f"sqlite:///{root / 'dispatcher.db'}"


def folder(root):
    root.mkdir(exist_ok=True)
    return root


async def objection(app):
    return await Witness(app).objection(NOON)


async def sent_from(root, url, port):
    """A house that has sent a digest to three people."""
    async with house(folder(root), url, smtp_port=port) as app:
        await published(app, *people(3))
        assert (await send.run(app, now=NOON)).sent == 3


def copied(source, target):
    """The database's file and its log, as `cp` does it."""
    for name in ("dispatcher.db", "dispatcher.db-wal"):
        (target / name).unlink(missing_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target / name)


async def test_a_healthy_database_goes_on_however_often_it_is_started(tmp_path, db_url):
    async with Inbox() as inbox:
        await sent_from(tmp_path, db_url, inbox.port)
        for _ in range(3):
            async with house(tmp_path, db_url, smtp_port=inbox.port) as app:
                assert (await send.run(app, now=NOON + MINUTE)).unreachable is None
        testimony = witness_file.read(tmp_path / ".dispatcher" / "witness.json")
        assert testimony.generation == 2  # before the batch, and after it: nothing was sent since


async def test_a_backup_put_back_in_place_is_paused_while_the_rest_goes_on(tmp_path):
    url = on_sqlite(tmp_path)
    async with Inbox() as inbox:
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            assert (await send.run(app, now=NOON)).unreachable is None
            await published(app, *people(3))
        backup = folder(tmp_path / "backup")
        copied(tmp_path, backup)
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            assert (await send.run(app, now=NOON)).sent == 3
        (tmp_path / "dispatcher.db").write_bytes((backup / "dispatcher.db").read_bytes())  # the same file, older words
        for name in ("dispatcher.db-wal", "dispatcher.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        async with house(tmp_path, url, smtp_port=inbox.port) as app:
            with capture_logs() as logged:
                for at in range(3):
                    report = await send.run(app, now=NOON + at * MINUTE)
                    assert "restored from a backup" in report.unreachable
                    assert "dispatcher outbox resume" in report.unreachable
            assert [each["event"] for each in logged].count("sending.paused") == 1
            assert len(inbox.messages) == 3
            assert await states(app) == [DeliveryState.QUEUED] * 3
            assert await witness.resume(app)
            assert (await send.run(app, now=NOON + 5 * MINUTE)).sent == 3  # the operator said so
            assert not await witness.resume(app)


async def test_a_copy_of_a_whole_workspace_is_paused_and_the_first_is_not(tmp_path):
    first, second = folder(tmp_path / "first"), tmp_path / "second"
    url = on_sqlite(first)
    async with Inbox() as inbox:
        await sent_from(first, url, inbox.port)
        shutil.copytree(first, second)
        async with house(second, on_sqlite(second), smtp_port=inbox.port) as app:
            assert "copied or restored" in await objection(app)
            await witness.resume(app)
            assert await objection(app) is None
        async with house(first, url, smtp_port=inbox.port) as app:
            assert await objection(app) is None


async def test_a_database_carried_into_another_workspace_is_paused(tmp_path):
    first, second = folder(tmp_path / "first"), folder(tmp_path / "second")
    url = on_sqlite(first)
    async with Inbox() as inbox:
        await sent_from(first, url, inbox.port)
        (first / "dispatcher.db").rename(second / "dispatcher.db")  # not copied: moved
        async with house(second, on_sqlite(second), smtp_port=inbox.port) as app:
            assert "no witness" in await objection(app)


async def test_a_clone_of_the_workspace_without_its_witness_starts_on_an_empty_outbox(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        assert await objection(app) is None
        (tmp_path / ".dispatcher" / "witness.json").unlink()
        assert await objection(app) is None


async def test_a_database_of_before_there_were_witnesses_goes_on(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await published(app, *people(1))
        assert await objection(app) is None
        assert await objection(app) is None


async def test_a_witness_that_cannot_be_read_stops_sending_and_says_what_to_do(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        assert await objection(app) is None
        (tmp_path / ".dispatcher" / "witness.json").write_text("{")
        with pytest.raises(StorageError, match=r"restore\.md"):
            await objection(app)


@pytest.mark.postgres
async def test_a_database_on_a_volume_of_its_own_has_its_witness_there(tmp_path):
    """A container is made anew at each update, and its workspace with it."""
    volume = on_sqlite(folder(tmp_path / "volume"))
    async with Inbox() as inbox:
        await sent_from(tmp_path / "first", volume, inbox.port)
        async with house(folder(tmp_path / "anew"), volume, smtp_port=inbox.port) as app:
            assert await objection(app) is None
    assert not list(tmp_path.glob("*/.dispatcher/*.part"))
    assert (tmp_path / "volume" / ".dispatcher" / "witness.json").exists()


async def test_a_file_system_without_hard_links_keeps_a_witness_as_well(tmp_path, monkeypatch):
    def link(*_paths):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", link)
    async with Inbox() as inbox:
        await sent_from(tmp_path, on_sqlite(tmp_path), inbox.port)
    path = tmp_path / ".dispatcher" / "witness.json"
    assert witness_file.read(path).generation >= 1
    with pytest.raises(FileExistsError):
        witness_file.write(path, witness_file.Witnessed(database="x", resumed=0), fresh=True)


async def test_a_process_that_can_write_no_witness_stays_one_node(tmp_path, on_postgres, monkeypatch):
    def read_only(*_args, **_more):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(witness_file, "write", read_only)
    async with Inbox() as inbox, house(folder(tmp_path), on_postgres, smtp_port=inbox.port) as app:
        with capture_logs() as logged:
            for _ in range(3):
                looked = Witness(app)
                assert await looked.objection(NOON) is None
                assert await looked.raised(NOON, at_once=True)
        assert [each["event"] for each in logged].count("witness.missing") == 1
        async with app.db.reading() as tx:
            assert await tx.instance.get(f"generation {app.unwritten_witness.node}") == "3"


async def test_nodes_of_one_database_do_not_stop_each_other(tmp_path, on_postgres):
    async with (
        house(folder(tmp_path / "a"), on_postgres) as one,
        house(folder(tmp_path / "b"), on_postgres) as other,
    ):
        await published(one, *people(1))
        for app in (one, other, other, one, other):
            watching = Witness(app)
            assert await watching.objection(NOON) is None
            assert await watching.raised(NOON, at_once=True)
        third = folder(tmp_path / "c")  # joins while the others are at work
        async with house(third, on_postgres) as app:
            assert await objection(app) is None


@pytest.mark.postgres
async def test_nodes_and_processes_that_start_at_once_do_not_stop_each_other(tmp_path, on_postgres):
    async with (
        house(folder(tmp_path / "a"), on_postgres) as one,
        house(tmp_path / "a", on_postgres) as its_twin,
        house(folder(tmp_path / "b"), on_postgres) as other,
    ):
        await published(one, *people(1))

        async def started(app):
            watching = Witness(app)
            return await watching.objection(NOON), await watching.raised(NOON, at_once=True)

        assert await asyncio.gather(*(started(app) for app in (one, its_twin, other) * 3)) == [(None, True)] * 9
        assert [await objection(app) for app in (one, its_twin, other)] == [None] * 3
        nodes = {witness_file.read(tmp_path / each / ".dispatcher" / "witness.json").node for each in "ab"}
        async with one.db.reading() as tx:
            assert sorted([int(await tx.instance.get(f"generation {node}")) for node in nodes]) == [3, 6]


@pytest.mark.postgres
async def test_processes_of_one_workspace_are_one_node(tmp_path, on_postgres):
    async with house(tmp_path, on_postgres) as one, house(tmp_path, on_postgres) as other:
        await published(one, *people(1))
        watching = [Witness(app) for app in (one, other, one, other)]
        assert await asyncio.gather(*(each.objection(NOON) for each in watching)) == [None] * 4
        for _ in range(5):
            assert all(await asyncio.gather(*(each.raised(NOON, at_once=True) for each in watching)))
            assert await objection(one) is None
        async with one.db.reading() as tx:
            testimony = witness_file.read(tmp_path / ".dispatcher" / "witness.json")
            assert int(await tx.instance.get(f"generation {testimony.node}")) == 20


@pytest.mark.postgres
async def test_a_dump_put_into_another_database_is_paused_and_so_is_one_put_back(tmp_path, on_postgres):
    async with house(folder(tmp_path / "a"), on_postgres) as app, house(folder(tmp_path / "b"), on_postgres) as other:
        await published(app, *people(1))
        for each in (app, other):
            assert await objection(each) is None
            await Witness(each).objection(NOON)
    copy = databases.copy_of(on_postgres)
    async with house(folder(tmp_path / "c"), copy) as app:
        assert "copied or restored" in await objection(app)
        await witness.resume(app)
        assert await objection(app) is None
    # A backup put back under the same name, by the nodes that had sent since:
    async with house(tmp_path / "a", on_postgres) as app:
        watching = Witness(app)
        await watching.objection(NOON)
        await watching.raised(NOON)
    older = databases.copy_of(copy)
    async with house(tmp_path / "a", older) as app, house(tmp_path / "b", older) as other:
        assert await objection(app) is not None
        assert await objection(other) == await objection(app)  # stopped for all
        assert await witness.resume(app)
        assert [await objection(each) for each in (other, app, other)] == [None] * 3


async def test_sending_can_be_paused_and_resumed_by_hand(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await published(app, *people(2))
        assert await witness.pause(app, "moving house", now=NOON)
        assert not await witness.pause(app, "again", now=NOON)
        assert "moving house" in (await send.run(app, now=NOON)).unreachable
        await witness.resume(app)
        assert (await send.run(app, now=NOON)).sent == 2


async def test_a_database_that_goes_back_under_a_running_process_stops_it(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await published(app, *people(1))
        watching = Witness(app)
        assert await watching.objection(NOON) is None
        assert await watching.raised(NOON)
        async with app.db.transaction() as tx:
            node = json.loads((tmp_path / ".dispatcher" / "witness.json").read_text())["node"]
            await tx.instance.put(f"generation {node}", "0")
        assert not await watching.raised(NOON, at_once=True)
        assert "went back" in await objection(app)


def test_the_command_line_says_why_nothing_is_sent_and_how_to_go_on(tmp_path):
    from tests.fakes.command_line import settings

    settings(tmp_path)
    assert dispatch("outbox", "pause", "--reason", "moving house", cwd=tmp_path).code == 0
    answer = dispatch("send", "--once", cwd=tmp_path)
    assert answer.code == 5
    assert "moving house" in answer.err
    assert "dispatcher outbox resume" in answer.err
    assert dispatch("outbox", "stops", "--json", cwd=tmp_path).json[0]["what"] == "everything"
    assert "sending goes on" in dispatch("outbox", "resume", cwd=tmp_path).out
    assert dispatch("send", "--once", cwd=tmp_path).code == 0
    assert dispatch("outbox", "stops", cwd=tmp_path).out == "Nothing is stopped.\n"
