"""The database fails under a sender: nothing half-done, what it knows is owed and noted later, and it goes on by itself."""

from contextlib import asynccontextmanager

import psycopg
import pytest

from dispatcher.errors import StorageError
from dispatcher.model import Intent, Reply
from tests.fakes.outbox import attempt, intend, lease, noted, states
from tests.fakes.people import NOON

LONG = "x" * 200_000  # more than the pages that are left have room for


on_sqlite = pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "db_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@asynccontextmanager
async def no_room(sender):
    """The disk has no room for another page."""
    moves = sender._moves

    async def said(pragma):
        return await moves._worker.run(lambda: moves._connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    await said(f"max_page_count = {await said('page_count')}")
    yield
    await said("max_page_count = 1000000")


@on_sqlite
async def test_a_full_disk_leaves_nothing_half_done_and_what_was_owed_is_noted_when_there_is_room(db, queued, sender):
    ledger = sender("t")
    first, second, _ = await lease(ledger)
    await intend(ledger, first)
    settled = attempt(first, reply=Reply(250, LONG))
    async with no_room(ledger):
        with pytest.raises(StorageError, match="full"):
            await ledger.commit([Intent(second.id, "smtp")], [settled], now=NOON)
        assert await states(db) == {"sending": 1, "queued": 2}
        assert not ledger.is_clear
    assert await ledger.commit([Intent(second.id, "smtp")], [], now=NOON) == {second.id}
    assert await states(db) == {"sent": 1, "sending": 1, "queued": 1}
    assert [len(row.text) for row in await noted(db)] == [len(LONG)]
    assert ledger.is_clear


@on_sqlite
async def test_a_lease_that_finds_no_room_raises_and_the_next_one_works(db, queued, sender):
    ledger = sender("t")
    (held, *_) = await lease(ledger, limit=1)
    async with no_room(ledger):
        with pytest.raises(StorageError, match="full"):
            await ledger.commit([], [attempt(held, reply=Reply(250, LONG))], now=NOON)
    assert len(await lease(ledger)) == 2
    await ledger.release()
    assert await states(db) == {"sent": 1, "queued": 2}


@on_postgresql
async def test_a_connection_that_the_server_ends_is_replaced(db, queued, sender):
    ledger = sender("t")
    first, second, third = await lease(ledger)
    await intend(ledger, first)
    await ended_by_the_server(ledger)
    with pytest.raises(StorageError):
        await ledger.commit([Intent(second.id, "smtp")], [attempt(first)], now=NOON)
    assert await ledger.commit([Intent(third.id, "smtp")], [], now=NOON) == {third.id}
    assert await states(db) == {"sent": 1, "sending": 1, "queued": 1}
    assert len(await noted(db)) == 1
    await ended_by_the_server(ledger)
    with pytest.raises(StorageError):
        await lease(ledger)
    assert await ledger.release() == 1


@on_postgresql
async def test_a_connection_goes_back_as_it_came(db, queued, sender):
    ledger = sender("t")
    await lease(ledger)
    await ledger.close()
    async with db.reading() as tx:
        setting = await tx.outbox._connection.exec_driver_sql("SHOW enable_seqscan")
        assert setting.scalar() == "on"


async def test_a_commit_whose_answer_was_lost_is_noted_once_and_its_intents_are_not_in_doubt(
    db, queued, sender, monkeypatch
):
    ledger = sender("t")
    first, second, _ = await lease(ledger)
    await intend(ledger, first)
    commit = ledger._moves.commit

    async def unheard(*args, **named):
        await commit(*args, **named)
        raise StorageError("the connection broke")

    monkeypatch.setattr(ledger._moves, "commit", unheard)
    with pytest.raises(StorageError):
        await ledger.commit([Intent(second.id, "smtp")], [attempt(first)], now=NOON)
    monkeypatch.undo()
    assert await states(db) == {"sent": 1, "sending": 1, "queued": 1}
    await ledger.release()
    assert await states(db) == {"sent": 1, "queued": 2}
    assert len(await noted(db)) == 1
    async with db.transaction() as tx:
        assert await tx.outbox.interrupted(NOON, alone=True) == 0


async def test_a_run_that_ends_in_an_outage_says_what_ended_it(db, queued, monkeypatch):
    async def run():
        async with db.sending(token="t") as ledger:
            await lease(ledger)

            async def gone(*_args, **_named):
                raise StorageError("gone")

            monkeypatch.setattr(ledger._moves, "commit", gone)
            monkeypatch.setattr(ledger._moves, "give_back", gone)
            await ledger.commit([], [], now=NOON)

    with pytest.raises(StorageError, match="gone"):
        await run()


async def test_what_a_run_knew_when_the_database_failed_it_to_its_end_is_noted_before_the_next(db, queued, monkeypatch):
    async def gone(*_args, **_named):
        raise StorageError("gone")

    async def run():
        async with db.sending(token="t") as ledger:
            first, second, _ = await lease(ledger)
            await intend(ledger, first)
            for move in ("commit", "give_back"):
                monkeypatch.setattr(ledger._moves, move, gone)
            await ledger.commit([Intent(second.id, "smtp")], [attempt(first)], now=NOON)

    with pytest.raises(StorageError, match="gone"):
        await run()
    with pytest.raises(StorageError, match="gone"):
        await db.note_owed()
    monkeypatch.undo()
    await db.note_owed()
    assert await states(db) == {"sent": 1, "queued": 2}
    async with db.transaction() as tx:
        assert await tx.outbox.interrupted(NOON, alone=True) == 0
    assert not db._ledgers
    assert not db._owing


async def ended_by_the_server(sender):
    pid = sender._moves._connection.info.backend_pid
    url = sender._moves._engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
