"""What is stopped stays queued, says why, and is released by the operator alone."""

from datetime import timedelta

from dispatcher.model import Attempt, DeliveryState, Reply, Stage
from tests.fakes.people import NOON
from tests.fakes.waiting import queue_up

LATER = NOON + timedelta(minutes=15)


async def test_a_stop_keeps_its_first_reason_until_it_is_released(db):
    await db.migrate()
    async with db.transaction() as tx:
        assert await tx.stops.add("domain", "example.org", "550 5.7.1 blocked", NOON)
        assert not await tx.stops.add("domain", "example.org", "another reason", LATER)
        assert await tx.stops.add("edition", "7", "554 5.7.1 spam", LATER)
    async with db.reading() as tx:
        stops = await tx.stops.all()
    assert [(each.kind, each.key, each.reason, each.stopped_at) for each in stops] == [
        ("domain", "example.org", "550 5.7.1 blocked", NOON),
        ("edition", "7", "554 5.7.1 spam", LATER),
    ]
    async with db.transaction() as tx:
        assert await tx.stops.release("domain", "example.org")
        assert not await tx.stops.release("domain", "example.org")
        assert [each.kind for each in await tx.stops.all()] == ["edition"]


async def test_what_waits_for_a_release_is_counted_and_is_due_with_it(db):
    await db.migrate()
    edition = await queue_up(db, ["a@example.org", "b@example.org", "c@example.net"])
    async with db.transaction() as tx:
        await tx.stops.add("domain", "example.org", "why", NOON)
        assert await tx.stops.waiting("domain", "example.org") == 2
        assert await tx.stops.waiting("edition", str(edition)) == 3
    async with db.sending(token="a") as ledger:
        assert [each.message.address for each in await ledger.lease(now=NOON, limit=10)] == ["c@example.net"]
        assert await ledger.lease(now=NOON, limit=10) == []
        async with db.transaction() as tx:
            await tx.stops.release("domain", "example.org", now=NOON)
        due = await ledger.lease(now=NOON, limit=10)
    assert sorted(each.message.address for each in due) == ["a@example.org", "b@example.org"]


async def test_what_failed_by_a_stop_waits_with_the_rest(db):
    await db.migrate()
    await queue_up(db, ["a@example.org", "b@example.org"], good_for=timedelta(minutes=5))
    async with db.sending(token="a") as ledger:
        first, second = await ledger.lease(now=NOON, limit=10)
        refused = Attempt(
            delivery_id=first.id,
            started_at=NOON,
            took_for=0.0,
            stage=Stage.RCPT,
            reply=Reply(550, "blocked", "5.7.1"),
            state=DeliveryState.FAILED,
            reason="550 5.7.1 blocked",
            next_attempt_at=None,
        )
        await ledger.commit([], [refused], now=NOON)
    async with db.transaction() as tx:
        assert await tx.stops.reopen([first.id, second.id], reason="the domain is stopped", at=LATER) == 1
        one, other = sorted(await tx.outbox.list(), key=lambda each: each.id)
    # Not later than it is good for: then it expires, and says so.
    assert (one.state, one.next_attempt_at, one.settled_at) == (DeliveryState.DEFERRED, one.message.not_after, None)
    assert other.state is DeliveryState.QUEUED


async def test_what_has_no_room_waits_for_its_turn_and_says_why(db):
    await db.migrate()
    await queue_up(db, ["a@example.org", "b@example.org"])
    async with db.sending(token="a") as ledger:
        first, second = await ledger.lease(now=NOON, limit=10)
        await ledger.postpone({first.id: (LATER, "waits its turn"), second.id: (NOON, None)})
        async with db.reading() as tx:
            one, other = sorted(await tx.outbox.list(), key=lambda each: each.id)
        assert (one.next_attempt_at, one.reason, one.attempts, one.state) == (
            LATER,
            "waits its turn",
            0,
            DeliveryState.QUEUED,
        )
        assert (other.next_attempt_at, other.reason) == (NOON, None)
        assert [each.id for each in await ledger.lease(now=NOON, limit=10)] == [second.id]
