"""Doubt on both databases: noted once with its attempt, settled once, and never taken for another doubt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dispatcher.db import Database
from dispatcher.db.doubts import INTERRUPTED
from dispatcher.db.sending import LEASE_FOR
from dispatcher.db.tables_mail import attempt as attempts_made
from dispatcher.db.tables_mail import delivery
from dispatcher.model import DeliveryState, Stage
from tests.fakes.outbox import HOUR, attempt, intend, lease, settle
from tests.fakes.people import NOON

SECOND = timedelta(seconds=1)


@pytest.fixture
def intended(sender):
    """A process leased what is due and was about to send some of it; then it was gone. What it held."""

    async def begun(numbers, *, token="t", at=NOON):
        held = sorted(await lease(sender(token), now=at), key=lambda each: each.id)
        await intend(sender(token), *(held[number] for number in numbers), now=at)
        return held

    return begun


async def interrupted(db, *, now=NOON + HOUR, alone=True):
    async with db.transaction() as tx:
        return await tx.outbox.interrupted(now, alone=alone)


async def due(sender, now=NOON + HOUR):
    return {each.id for each in await lease(sender("later"), now=now)}


async def doubts(db):
    async with db.reading() as tx:
        return await tx.outbox.in_doubt()


async def rows(db, table, *columns):
    async with db._engine.connect() as connection:
        return (await connection.execute(sa.select(*columns).select_from(table).order_by(table.c.id))).all()


async def test_what_was_interrupted_is_noted_as_an_attempt_in_doubt(db, queued, intended):
    await intended([0, 1], at=NOON + SECOND)
    assert await interrupted(db) == 2
    columns = (
        attempts_made.c.stage,
        attempts_made.c.state,
        attempts_made.c.code,
        attempts_made.c.relay,
        attempts_made.c.started_at,
        attempts_made.c.took_for,
    )
    assert (
        await rows(db, attempts_made, *columns)
        == [(Stage.REPLY.value, "in doubt", None, "smtp", NOON + SECOND, 3599.0)] * 2
    )
    found = await rows(db, delivery, delivery.c.state, delivery.c.attempts, delivery.c.reason, delivery.c.lease_token)
    assert found == [("in doubt", 1, INTERRUPTED, None)] * 2 + [("queued", 0, None, None)]
    assert await interrupted(db) == 0
    assert len(await rows(db, attempts_made, attempts_made.c.id)) == 2


async def test_only_leases_that_are_over_are_interrupted_where_others_may_be_sending(db, queued, intended):
    await intended([0])
    assert await interrupted(db, now=NOON + LEASE_FOR - SECOND, alone=False) == 0
    assert await interrupted(db, now=NOON + LEASE_FOR, alone=False) == 1


async def test_a_doubt_says_what_to_look_for_and_since_when(db, queued, intended):
    await intended([1], at=NOON + SECOND)
    await interrupted(db)
    (doubt,) = await doubts(db)
    assert (doubt.message_id, doubt.relay) == (queued[1].message_id, "smtp")
    assert (doubt.since, doubt.doubted_at) == (NOON + SECOND, NOON + HOUR)
    assert doubt.not_after == queued[1].not_after


async def test_a_reply_that_a_cut_swallowed_is_a_doubt_like_any_other(db, queued, intended, sender):
    held, *_ = await intended([0])
    cut = attempt(held, DeliveryState.IN_DOUBT, reply=None, next_attempt_at=NOON + 2 * HOUR, relay="smtp")
    await settle(sender("t"), cut, now=NOON + SECOND)
    await interrupted(db)
    (doubt,) = await doubts(db)
    assert (doubt.since, doubt.doubted_at) == (NOON, NOON + SECOND / 2)
    async with db.transaction() as tx:
        assert await tx.outbox.settle_doubt(doubt, DeliveryState.QUEUED, "absent", now=NOON + HOUR)
    assert held.id not in await due(sender)  # it waits as long as its attempt asked for
    assert held.id in await due(sender, NOON + 2 * HOUR)


async def test_what_was_in_doubt_before_is_looked_for_since_the_first_time(db, queued, intended):
    await intended([0], at=NOON + SECOND)
    await interrupted(db)
    async with db.transaction() as tx:
        await tx.outbox.resend_in_doubt(NOON + HOUR)
    await intended([0, 1, 2], token="u", at=NOON + HOUR)
    assert await interrupted(db, now=NOON + 2 * HOUR) == 3
    first = next(doubt for doubt in await doubts(db) if doubt.message_id == queued[0].message_id)
    assert (first.since, first.doubted_at) == (NOON + SECOND, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("state", "coming", "settled_at"),
    [
        (DeliveryState.SENT, None, NOON + HOUR),
        (DeliveryState.QUEUED, NOON + HOUR, None),
        (DeliveryState.HELD, None, None),
    ],
)
async def test_a_doubt_is_settled_once(db, queued, intended, state, coming, settled_at):
    await intended([0])
    await interrupted(db)
    (doubt,) = await doubts(db)
    async with db.transaction() as tx:
        assert await tx.outbox.settle_doubt(doubt, state, "so it is", now=NOON + HOUR)
    async with db.transaction() as tx:
        assert not await tx.outbox.settle_doubt(doubt, DeliveryState.QUEUED, "no, so", now=NOON + HOUR)
    (found, *_) = await rows(
        db, delivery, delivery.c.state, delivery.c.reason, delivery.c.next_attempt_at, delivery.c.settled_at
    )
    assert found == (state.value, "so it is", coming, settled_at)


async def test_a_late_verdict_does_not_settle_a_later_doubt(db, queued, intended):
    """One node saw it absent; another did first, sent it again, and was killed in turn."""
    await intended([0])
    await interrupted(db)
    (old,) = await doubts(db)
    async with db.transaction() as tx:
        await tx.outbox.settle_doubt(old, DeliveryState.QUEUED, "absent", now=NOON + HOUR)
    await intended([0, 1, 2], token="u", at=NOON + HOUR)
    assert await interrupted(db, now=NOON + 2 * HOUR) == 3
    async with db.transaction() as tx:
        assert not await tx.outbox.settle_doubt(old, DeliveryState.QUEUED, "absent", now=NOON + 2 * HOUR)


async def test_a_250_that_is_noted_while_a_second_body_is_under_way_ends_the_doubt_of_that_one(
    db, queued, intended, sender
):
    held = await intended([0, 1], token="slow")
    assert await interrupted(db, alone=False) == 2
    async with db.transaction() as tx:
        await tx.outbox.resend_in_doubt(NOON + HOUR)
    await intended([0, 1], token="other", at=NOON + HOUR)
    await settle(sender("slow"), attempt(held[0], relay="smtp"), now=NOON + HOUR)
    assert await interrupted(db, now=NOON + 2 * HOUR, alone=False) == 2
    async with db.transaction() as tx:
        assert await tx.outbox.noted_late(NOON + 2 * HOUR) == 1
        assert await tx.outbox.noted_late(NOON + 2 * HOUR) == 0
    assert [doubt.delivery_id for doubt in await doubts(db)] == [held[1].id]


async def test_hold_leaves_all_doubt_to_the_operator(db, queued, intended):
    await intended([0, 2])
    await interrupted(db)
    async with db.transaction() as tx:
        assert await tx.outbox.hold_in_doubt() == 2
    found = await rows(db, delivery, delivery.c.state, delivery.c.reason)
    assert found == [("held", f"held: {INTERRUPTED}"), ("queued", None), ("held", f"held: {INTERRUPTED}")]


async def test_mail_that_went_out_beside_a_doubt_is_known(db, queued, intended, sender):
    held = await intended([0, 1, 2])
    await settle(sender("t"), attempt(held[0], relay="smtp"), attempt(held[2], relay="smtp"))
    await interrupted(db, now=NOON + SECOND)
    found = await doubts(db)
    async with db.reading() as tx:
        beside = await tx.outbox.sent_beside(found, within=SECOND, each=2)
        assert beside == {"smtp": {held[n].message.message_id: NOON + SECOND / 2 for n in (0, 2)}}
        assert await tx.outbox.sent_beside(found, within=-SECOND, each=2) == {"smtp": {}}


@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_two_nodes_note_what_was_interrupted_once(db, queued, intended):
    await intended([0, 1, 2])
    other = await Database.open(db._engine.url.render_as_string(hide_password=False))
    try:
        async with db.transaction() as first:
            assert await first.outbox.interrupted(NOON + HOUR, alone=False) == 3
            async with other.transaction() as second:
                assert await second.outbox.interrupted(NOON + HOUR, alone=False) == 0
    finally:
        await other.close()
    assert len(await rows(db, attempts_made, attempts_made.c.id)) == 3


@pytest.mark.parametrize("then", ["in doubt", "queued again", "leased again", "held"])
async def test_a_250_that_is_noted_late_ends_the_doubt_whatever_became_of_it(db, queued, sender, intended, then):
    held = await intended([0], token="slow")
    await interrupted(db, alone=False)
    async with db.transaction() as tx:
        if then == "held":
            await tx.outbox.hold_in_doubt()
        elif then != "in doubt":
            await tx.outbox.resend_in_doubt(NOON + HOUR)
    again = [] if then != "leased again" else await lease(sender("other"), now=NOON + HOUR)
    await settle(sender("slow"), attempt(held[0]), now=NOON + HOUR)
    assert held[0].id not in await intend(sender("other"), *again, now=NOON + HOUR)
    assert held[0].id not in await due(sender, now=NOON + 2 * HOUR)
    found = await rows(db, delivery, delivery.c.state, delivery.c.attempts, delivery.c.lease_token)
    assert found[0] == ("sent", 2, None)


async def test_nothing_but_a_250_of_a_sender_that_was_thought_dead_moves_what_is_not_its_own(
    db, queued, sender, intended
):
    held = await intended([0], token="slow")
    await interrupted(db, alone=False)
    async with db.transaction() as tx:
        await tx.outbox.resend_in_doubt(NOON + HOUR)
    again = await lease(sender("other"), now=NOON + HOUR)
    await settle(sender("slow"), attempt(held[0], DeliveryState.DEFERRED, next_attempt_at=NOON), now=NOON + HOUR)
    assert held[0].id in await intend(sender("other"), *again, now=NOON + HOUR)
    await settle(sender("slow"), attempt(held[0]), now=NOON + HOUR)  # too late: its second body is about to leave
    assert (await rows(db, delivery, delivery.c.state))[0] == ("sending",)
