"""Leases: passed over what is stopped, given back with a later moment, renewed while their holder lives, and never two at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.db import sending, sending_postgresql, sending_sqlite
from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState, Intent, Reply, Stage
from tests.fakes.outbox import HOUR, attempt, intend, lease, noted, put_stop, settle, states
from tests.fakes.people import NOON

MINUTE = timedelta(minutes=1)


async def domains(db, *, of):
    """Give the three readers' deliveries these domains."""
    async with db._writing() as connection:
        for number, domain in enumerate(of, start=1):
            await connection.exec_driver_sql(f"UPDATE delivery SET domain = '{domain}' WHERE id = {number}")


async def unstop(db):
    async with db._writing() as connection:
        await connection.exec_driver_sql("DELETE FROM stop")


async def test_a_stopped_domain_is_passed_over_and_looked_at_again_when_it_may_go_on(db, queued, sender):
    await domains(db, of=["stopped.example", "stopped.example", "other.example"])
    await put_stop(db, "domain", "stopped.example")
    (other,) = await lease(sender("t"))
    assert other.domain == "other.example"
    await settle(sender("t"), attempt(other))
    await unstop(db)
    assert await lease(sender("t"), now=NOON + 14 * MINUTE) == []
    assert len(await lease(sender("t"), now=NOON + 15 * MINUTE)) == 2


async def test_whoever_stands_behind_many_that_are_stopped_is_found(db, queued, sender, monkeypatch):
    for module in (sending_sqlite, sending_postgresql):
        monkeypatch.setattr(module, "AT_ONCE", 1)
    await domains(db, of=["stopped.example", "stopped.example", "other.example"])
    await put_stop(db, "domain", "stopped.example")
    assert [d.domain for d in await lease(sender("t"), limit=1)] == ["other.example"]


async def test_a_stopped_edition_is_passed_over(db, queued, sender):
    await put_stop(db, "edition", str(queued[0].edition_id))
    assert await lease(sender("t")) == []
    assert await states(db) == {"queued": 3}


async def test_while_everything_is_stopped_nothing_is_leased_nor_expired(db, queued, sender):
    await put_stop(db, "instance")
    assert await lease(sender("t"), now=NOON + 48 * HOUR) == []
    assert await states(db) == {"queued": 3}
    await unstop(db)
    assert len(await lease(sender("t"))) == 3


@pytest.mark.parametrize("kind", ["domain", "edition", "instance"])
async def test_what_is_stopped_after_the_lease_is_not_sent_and_goes_back(db, queued, sender, kind):
    held = await lease(sender("t"))
    key = {"domain": "example.org", "edition": str(queued[0].edition_id), "instance": ""}[kind]
    await put_stop(db, kind, key)
    assert await intend(sender("t"), *held) == set()
    assert await states(db) == {"queued": 3}
    await unstop(db)
    assert len(await lease(sender("u"), now=NOON + 15 * MINUTE)) == 3


async def test_what_has_no_room_now_goes_back_with_a_later_moment_and_no_attempt(db, queued, sender):
    held = await lease(sender("t"))
    await sender("t").postpone({held[0].id: (NOON + 2 * MINUTE, None)})
    await sender("t").postpone({held[1].id: (NOON + HOUR, "example.org had enough for now")})
    assert await sender("t").release() == 1
    assert [d.id for d in await lease(sender("u"))] == [held[2].id]
    assert [d.id for d in await lease(sender("u"), now=NOON + 2 * MINUTE)] == [held[0].id]
    async with db.reading() as tx:
        assert {d.id: d.reason for d in await tx.outbox.list()}[held[1].id] == "example.org had enough for now"
    assert await noted(db) == []


async def test_only_its_holder_can_postpone_a_lease_or_give_it_back(db, queued, sender):
    held = await lease(sender("a"))
    taken = await lease(sender("b"), now=NOON + HOUR)
    assert len(taken) == 3
    await sender("a").postpone({held[0].id: (NOON, None)})
    assert await sender("a").release() == 0
    assert await lease(sender("c"), now=NOON + HOUR) == []
    assert await intend(sender("b"), *taken, now=NOON + HOUR) == {d.id for d in held}


async def test_a_renewed_lease_is_nobody_elses_and_one_that_is_not_ends(db, queued, sender):
    held = await lease(sender("a"), limit=2)
    await intend(sender("a"), held[0])
    await lease(sender("dead"))
    await sender("a").renew(now=NOON + 4 * MINUTE)
    later = NOON + 8 * MINUTE
    async with db.transaction() as tx:
        assert await tx.outbox.interrupted(later, alone=False) == 0  # its body may be under way
    assert not {d.id for d in await lease(sender("b"), now=later)} & {d.id for d in held}
    assert await intend(sender("a"), held[1], now=later) == {held[1].id}


async def test_leases_are_renewed_by_themselves_while_their_holder_lives(db, queued, sender, monkeypatch):
    monkeypatch.setattr(sending, "LEASE_FOR", timedelta(seconds=0.3))
    await lease(sender("a"))
    await asyncio.sleep(0.5)
    assert await lease(sender("b"), now=NOON + timedelta(seconds=0.5)) == []
    await sender("a").close()  # as good as dead
    assert len(await lease(sender("b"), now=NOON + timedelta(seconds=5))) == 3


@pytest.mark.parametrize("db_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_what_another_is_taking_at_its_last_moment_does_not_expire_in_its_hands(db, queued, sender):
    async with db.transaction() as tx:
        await tx.outbox._connection.exec_driver_sql(
            "UPDATE delivery SET state = 'sending', lease_token = 'u' WHERE id = 1"
        )
        expiring = asyncio.create_task(db.expire(NOON + 48 * HOUR))  # by a clock that is a little ahead
        await asyncio.sleep(0.3)
    assert await expiring == 2
    assert await states(db) == {"sending": 1, "expired": 2}


async def test_an_intent_whose_commit_outlasted_its_lease_is_not_ours(db, queued, sender, monkeypatch):
    (held, *_) = await lease(sender("a"), limit=1)
    monkeypatch.setattr(sending, "LEASE_FOR", timedelta(seconds=0.1))
    commit = sender("a")._moves.commit

    async def slow(*args, **named):
        ours = await commit(*args, **named)
        await asyncio.sleep(0.1)  # stopped, or its database hangs
        return ours

    monkeypatch.setattr(sender("a")._moves, "commit", slow)
    assert await intend(sender("a"), held) == set()
    await sender("a").release()
    assert await states(db) == {"queued": 3}
    assert len(await lease(sender("b"))) == 3


async def test_a_process_that_slept_through_its_lease_sends_nothing_but_what_had_its_intent(db, queued, sender):
    """Stopped between intent and body, it wakes up late: the one repeat there can be, and it stands in the ledger."""
    held = await lease(sender("asleep"))
    await intend(sender("asleep"), held[0])
    later = NOON + 31 * MINUTE
    async with db.transaction() as tx:
        assert await tx.outbox.interrupted(later, alone=False) == 1
        await tx.outbox.resend_in_doubt(later)
    again = await lease(sender("awake"), now=later)
    assert await intend(sender("awake"), *again, now=later) == {d.id for d in held}
    await settle(sender("awake"), *(attempt(d, started_at=later) for d in again), now=later)
    # … and now the other one goes on where it was.
    assert await intend(sender("asleep"), *held[1:], now=later) == set()
    await settle(sender("asleep"), attempt(held[0], DeliveryState.IN_DOUBT, reply=None), now=later)
    assert await states(db) == {"sent": 3}
    told = [row.state for row in await noted(db) if row.delivery_id == held[0].id]
    assert told == ["in doubt", "sent", "in doubt"]


async def test_every_attempt_is_noted_whole(db, queued, sender):
    (held, *_) = await lease(sender("t"))
    refused = attempt(
        held,
        DeliveryState.DEFERRED,
        stage=Stage.RCPT,
        reply=Reply(451, "Grüße, später", "4.7.1"),
        next_attempt_at=NOON + HOUR,
        relay="smtp",
        took_for=0.25,
    )
    await settle(sender("t"), refused)
    (row,) = await noted(db)
    assert (row.delivery_id, row.started_at, row.took_for, row.relay) == (held.id, NOON, 0.25, "smtp")
    assert (row.stage, row.code, row.enhanced, row.text, row.state) == (
        "rcpt",
        451,
        "4.7.1",
        "Grüße, später",
        "deferred",
    )


async def test_what_a_killed_process_left_has_an_attempt_without_a_reply(db, queued, sender):
    (held, *_) = await lease(sender("t"))
    await intend(sender("t"), held)
    async with db.transaction() as tx:
        await tx.outbox.interrupted(NOON + MINUTE, alone=True)
    (row,) = await noted(db)
    assert (row.delivery_id, row.relay, row.stage, row.code, row.text) == (held.id, "smtp", "reply", None, None)
    assert (row.state, row.started_at, row.took_for) == ("in doubt", NOON, 60.0)  # since its intent


async def test_one_ledger_serves_a_run_of_many_leases(db, queued, sender):
    for _ in queued:
        (held,) = await lease(sender("t"), limit=1)
        await intend(sender("t"), held)
        await settle(sender("t"), attempt(held))
    assert await lease(sender("t")) == []
    assert await sender("t").release() == 0
    assert await states(db) == {"sent": 3}


async def test_an_outcome_gives_the_lease_up_for_an_intent_beside_it(db, queued, sender):
    (held, *_) = await lease(sender("t"))
    deferred = attempt(held, DeliveryState.DEFERRED, next_attempt_at=NOON)
    assert await sender("t").commit([Intent(held.id, "smtp")], [deferred], now=NOON) == set()
    assert await states(db) == {"queued": 2, "deferred": 1}


async def test_senders_that_claim_at_once_share_the_outbox(db, queued, sender):
    shares = await asyncio.gather(*(lease(sender(token), limit=1) for token in "abc"))
    ids = [delivery.id for share in shares for delivery in share]
    assert len(ids) == len(set(ids))
    rest = [delivery.id for token in "abc" for delivery in await lease(sender(token))]
    assert sorted(ids + rest) == [1, 2, 3]


async def test_a_sender_and_the_other_writers_of_its_process_take_turns(db, queued, sender):
    async def write(number):
        async with db.transaction() as tx:
            await tx.topics.add(f"topic{number}", "T", "T")

    async def send():
        for _ in range(20):
            held = await lease(sender("t"))
            await sender("t").postpone({delivery.id: (NOON, None) for delivery in held})

    await asyncio.gather(send(), *(write(number) for number in range(20)))
    async with db.reading() as tx:
        assert len(await tx.topics.all()) == 21


async def test_who_is_cancelled_in_the_middle_of_a_lease_still_gives_it_back(db, queued, sender):
    waiting = asyncio.ensure_future(lease(sender("t")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await sender("t").release()
    assert len(await lease(sender("u"))) == 3


async def test_a_lease_that_the_database_refuses_says_so(db, queued, sender):
    async with db._writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE stop RENAME TO gone")
    with pytest.raises(StorageError, match=r"schema|does not exist"):
        await lease(sender("t"))


async def test_a_delivery_comes_with_all_that_stands_in_its_row(db, queued, sender):
    leased = {d.id: d for d in await lease(sender("t"))}
    async with db.reading() as tx:
        listed = {d.id: d for d in await tx.outbox.list()}
    assert leased == {number: replace(d, settled_at=None) for number, d in listed.items()}
