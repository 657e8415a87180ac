"""The ledger on both databases: nothing queued twice, nothing lost by a crash, every move fenced by its lease."""

from dataclasses import replace
from datetime import date

import pytest

from dispatcher.errors import InputError
from dispatcher.model import Arrival, ArrivingEntry, Cadence, DeliveryState, ParsedEntry, Reply, Slot, Stage
from tests.fakes.outbox import HOUR, attempt, intend, lease, settle, states
from tests.fakes.people import ANNA, MASTHEAD, NOON


async def test_a_message_comes_back_as_it_was_frozen(db, queued, sender):
    assert sorted((d.message for d in await lease(sender("t"))), key=lambda m: m.message_id) == sorted(
        queued, key=lambda m: m.message_id
    )


async def test_queueing_the_same_edition_again_queues_nothing(db, queued, sender):
    async with db.transaction() as tx:
        assert await tx.outbox.add_all(queued, NOON) == set()
        again = [replace(m, message_id=f"<again{m.subscription_id}@news.example.org>") for m in queued]
        assert await tx.outbox.add_all(again, NOON) == set()
    assert await states(db) == {"queued": 3}


async def test_a_second_digest_for_the_day_is_not_queued_whatever_its_edition(db, queued, sender):
    async with db.transaction() as tx:
        other = Slot(
            list_id=1, cadence=Cadence.DAILY, time_zone="Asia/Seoul", day=date(2026, 11, 24), hour=7, due_at=NOON
        )
        edition = await tx.editions.open_digest(other, MASTHEAD, now=NOON)
        moved = replace(queued[0], edition_id=edition.id, message_id="<moved@news.example.org>")
        assert await tx.outbox.add_all([moved], NOON) == set()


async def test_two_leases_never_hold_the_same_row(db, queued, sender):
    first, second = await lease(sender("a"), limit=2), await lease(sender("b"))
    assert (len(first), len(second)) == (2, 1)
    assert not {d.id for d in first} & {d.id for d in second}


async def test_a_lease_without_intent_goes_back(db, queued, sender):
    await lease(sender("a"))
    assert await lease(sender("b")) == []
    assert await sender("a").release() == 3
    assert len(await lease(sender("b"))) == 3


async def test_a_lease_that_is_over_can_be_taken_and_its_old_holder_may_not_send(db, queued, sender):
    held = await lease(sender("a"))
    taken = await lease(sender("b"), now=NOON + 2 * HOUR)
    assert len(taken) == 3
    assert await intend(sender("a"), *held) == set()
    assert await intend(sender("b"), *held) == {d.id for d in held}


async def test_many_attempts_settle_in_one_commit(db, queued, sender):
    held = await lease(sender("t"))
    await intend(sender("t"), *held)
    deferred = attempt(
        held[1], DeliveryState.DEFERRED, reply=Reply(451, "later"), next_attempt_at=NOON + HOUR, stage=Stage.RCPT
    )
    await settle(sender("t"), attempt(held[0]), deferred, attempt(held[2]))
    assert await states(db) == {"sent": 2, "deferred": 1}
    assert [d.attempts for d in await lease(sender("u"), now=NOON + HOUR)] == [1]


async def test_what_a_killed_process_was_sending_is_in_doubt_and_the_rest_is_queued(db, queued, sender):
    held = await lease(sender("t"))
    await intend(sender("t"), held[0])
    async with db.transaction() as tx:
        assert await tx.outbox.interrupted(NOON, alone=False) == 0  # the lease still holds: its owner may be alive
        assert await tx.outbox.interrupted(NOON, alone=True) == 1
    assert await states(db) == {"in doubt": 1, "queued": 2}
    async with db.transaction() as tx:
        assert await tx.outbox.resend_in_doubt(NOON) == 1
    assert len(await lease(sender("u"))) == 3


async def test_an_unsubscribe_cancels_what_is_queued_and_holds(db, queued, sender):
    async with db.transaction() as tx:
        assert await tx.subscriptions.unsubscribe(queued[0].subscription_id, NOON, "one click")
        assert not await tx.subscriptions.unsubscribe(queued[0].subscription_id, NOON, "one click")
    assert await states(db) == {"cancelled": 1, "queued": 2}
    async with db.transaction() as tx:
        (again,) = await tx.subscriptions.join(1, [replace(ANNA, address="READER0@example.org")], now=NOON)
        assert str(again.outcome) == "unsubscribed"


async def test_what_lost_its_use_expires_instead_of_being_sent(db, queued, sender):
    assert await lease(sender("t"), now=NOON + 25 * HOUR) == []
    assert await states(db) == {"expired": 3}


async def test_an_address_at_fault_is_never_mailed_again_nor_revived_by_an_import(db, queued, sender):
    held = await lease(sender("t"))
    refused = attempt(held[0], DeliveryState.FAILED, reply=Reply(550, "no such user", "5.1.1"), suppress=True)
    await settle(sender("t"), refused)
    async with db.transaction() as tx:
        address = held[0].message.address
        assert await tx.suppressions.suppressed([address, "other@example.org"]) == {address}
        (again,) = await tx.subscriptions.join(1, [replace(ANNA, address=address)], now=NOON)
        assert (again.subscription_id, str(again.outcome)) == (None, "suppressed")


async def test_nothing_of_a_transaction_that_failed_stays(db, queued, sender):
    async def fail_half_way():
        async with db.transaction() as tx:
            await tx.subscriptions.unsubscribe(queued[0].subscription_id, NOON, "one click")
            await tx.topics.add("korea", "taken", "taken")

    with pytest.raises(InputError):
        await fail_half_way()
    assert await states(db) == {"queued": 3}


async def test_who_leaves_after_the_lease_gets_nothing_all_the_same(db, queued, sender):
    held = await lease(sender("t"))
    async with db.transaction() as tx:
        await tx.subscriptions.unsubscribe(held[0].message.subscription_id, NOON, "one click")
    ours = await intend(sender("t"), *held)
    assert ours == {held[1].id, held[2].id}
    assert await states(db) == {"cancelled": 1, "sending": 2}


async def test_who_left_while_it_was_being_sent_does_not_get_it_again(db, queued, sender):
    held = await lease(sender("t"))
    await intend(sender("t"), held[0])
    async with db.transaction() as tx:
        await tx.subscriptions.unsubscribe(held[0].message.subscription_id, NOON, "one click")
    deferred = attempt(held[0], DeliveryState.DEFERRED, reply=Reply(451, "later"), next_attempt_at=NOON)
    await settle(sender("t"), deferred)
    await sender("t").release()
    again = await lease(sender("u"))
    ours = await intend(sender("u"), *again)
    assert held[0].id not in ours


async def test_what_is_in_doubt_is_not_sent_again_without_end(db, queued, sender):
    tries = 0
    for round_ in range(20):
        now = NOON + round_ * HOUR
        async with db.transaction() as tx:
            await tx.outbox.interrupted(now, alone=True)
            await tx.outbox.resend_in_doubt(now)
        held = await lease(sender("t"), now=now, limit=1)
        tries += len(await intend(sender("t"), *held, now=now))
        # … and the process is killed before the reply
    assert tries == 3 * 5


async def test_a_suppression_takes_back_what_is_queued(db, queued, sender):
    async with db.transaction() as tx:
        await tx.suppressions.add(queued[0].address.upper(), "by the operator", NOON)
    assert await states(db) == {"suppressed": 1, "queued": 2}


async def test_what_an_expired_digest_would_have_told_counts_as_not_told(db, queued, sender):
    async with db.transaction() as tx:
        feed = await tx.feeds.add("https://example.com/rss", "T", headers={}, declared=False, now=NOON)
        parsed = ParsedEntry(uid="a", link=None, title="A title")
        await tx.entries.add(feed, [ArrivingEntry(entry=parsed, arrival=Arrival.NEWS, fingerprint="f")], NOON)
        (entry,) = await tx.entries.ungrouped(1)
        story = await tx.stories.create("A title", entry.id, NOON)
        await tx.entries.assign([(entry.id, story)], NOON)
        await tx.history.add([(m.subscriber_id, story) for m in queued], queued[0].edition_id)
        people = [await tx.subscriptions.get(m.subscription_id) for m in queued]
        await tx.subscriptions.advance([(person, NOON + 24 * HOUR, NOON) for person in people])
    await lease(sender("t"), now=NOON + 25 * HOUR)
    async with db.reading() as tx:
        assert await tx.history.had([m.subscriber_id for m in queued], [story]) == set()
        person = await tx.subscriptions.get(queued[0].subscription_id)
        assert person.seen_until < NOON - 23 * HOUR
