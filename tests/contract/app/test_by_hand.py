"""The outbox by hand: what each move is for, what it refuses, and that nothing a sender has is touched."""

from datetime import timedelta

import pytest
import pytest_asyncio

from dispatcher.app import by_hand, send
from dispatcher.app.by_hand import MAY_HAVE_GONE, Move
from dispatcher.db import Choice, Standing
from dispatcher.model import DeliveryState
from dispatcher.transport.inbox import Inbox
from tests.fakes.deliveries import people, published, settled, states
from tests.fakes.house import house
from tests.fakes.people import NOON

MINUTE = timedelta(minutes=1)
CANCELLED, DEFERRED, FAILED = DeliveryState.CANCELLED, DeliveryState.DEFERRED, DeliveryState.FAILED
HELD, IN_DOUBT, QUEUED, SENT = DeliveryState.HELD, DeliveryState.IN_DOUBT, DeliveryState.QUEUED, DeliveryState.SENT


@pytest_asyncio.fixture
async def app(tmp_path, db_url):
    async with house(tmp_path, db_url) as opened:
        yield opened


def move(app, which, choice=Choice(), **more):  # noqa: B008 - frozen
    return by_hand.run(app, which, choice, **({"again": False, "now": NOON + MINUTE} | more))


def look(app, which, choice=Choice(), **more):  # noqa: B008 - frozen
    return by_hand.look(app, which, choice, **({"again": False, "now": NOON + MINUTE} | more))


async def test_what_is_held_is_not_sent_until_it_is_released(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await published(app, *people(3))
        assert await move(app, Move.HOLD, Choice(domain="example.org")) == 2
        await send.run(app, now=NOON + MINUTE)
        assert [each.recipients for each in inbox.messages] == [("reader1@example.com",)]
        assert await move(app, Move.RELEASE) == 2
        await send.run(app, now=NOON + MINUTE)
        assert len(inbox.messages) == 3
        assert await states(app) == [SENT] * 3


async def test_each_state_takes_the_moves_that_make_sense(app):
    await published(app, *people(5))
    for state in (SENT, DEFERRED, FAILED, IN_DOUBT):
        await settled(app, state, limit=1)
    counts = {each: (found.number, found.refused.total()) for each in Move for found in [await look(app, each)]}
    assert counts == {
        Move.HOLD: (3, 2),  # deferred, in doubt, queued
        Move.RELEASE: (0, 5),
        Move.RETRY: (3, 2),  # deferred, failed, queued
        Move.DROP: (3, 2),
    }
    assert (await look(app, Move.RETRY, Choice(state=SENT))).refused == {"a server took it": 1}
    assert await move(app, Move.DROP) == 3
    assert await states(app) == [SENT, CANCELLED, FAILED, CANCELLED, CANCELLED]
    assert await move(app, Move.DROP) == 0


async def test_what_may_have_gone_out_is_sent_again_only_when_that_is_said(app):
    await published(app, *people(2))
    await settled(app, IN_DOUBT, limit=1)
    found = await look(app, Move.RETRY, Choice(state=IN_DOUBT))
    assert (found.number, found.refused) == (0, {MAY_HAVE_GONE: 1})
    assert await move(app, Move.RETRY, Choice(state=IN_DOUBT)) == 0
    assert await move(app, Move.HOLD, Choice(state=IN_DOUBT)) == 1
    assert await move(app, Move.RELEASE) == 0
    assert (await look(app, Move.RELEASE, Choice(state=HELD))).refused == {MAY_HAVE_GONE: 1}
    assert await move(app, Move.RELEASE, again=True) == 1
    assert await states(app) == [QUEUED, QUEUED]


async def test_a_deferred_delivery_is_due_at_once(app):
    await published(app, *people(1))
    (which,) = await settled(app, DEFERRED, limit=1)
    async with app.db.sending(token="t") as sender:
        assert await sender.lease(now=NOON + MINUTE, limit=9) == []
        assert await move(app, Move.RETRY, Choice(ids=(which,))) == 1
        assert [each.id for each in await sender.lease(now=NOON + MINUTE, limit=9)] == [which]


async def test_what_a_sender_has_is_counted_and_left(app):
    await published(app, *people(3))
    held_by_us = app.db.sending(token="t")
    leased = await held_by_us.lease(now=NOON, limit=2)
    for each in (Move.HOLD, Move.DROP):
        found = await look(app, each)
        assert (found.number, found.busy) == (1, 2)
    assert await move(app, Move.DROP) == 1
    assert await states(app) == [QUEUED, QUEUED, CANCELLED]
    from dispatcher.model import Intent

    intents = [Intent(each.id, "smtp") for each in leased]
    assert await held_by_us.commit(intents, [], now=NOON) == {each.id for each in leased}
    assert await move(app, Move.DROP) == 0
    assert await move(app, Move.DROP, now=NOON + timedelta(days=1)) == 0  # being sent, however long ago
    await held_by_us.close()


async def test_a_lease_that_is_over_holds_nothing_back(app):
    await published(app, *people(1))
    sender = app.db.sending(token="t")
    await sender.lease(now=NOON, limit=1)
    await sender.close()  # as a process that was killed
    assert await move(app, Move.HOLD, now=NOON + timedelta(hours=2)) == 1


async def test_it_goes_by_batches_and_finds_every_one(app, monkeypatch):
    monkeypatch.setattr(by_hand, "AT_ONCE", 4)
    await published(app, *people(10))
    seen = []
    assert await move(app, Move.HOLD, progress=seen.append) == 10
    assert seen[:3] == [4, 8, 10]
    assert await states(app) == [HELD] * 10


async def test_nothing_is_released_to_an_address_that_was_suppressed_meanwhile(app):
    await published(app, *people(3))
    await settled(app, FAILED, limit=1)
    await move(app, Move.HOLD)
    async with app.db.transaction() as tx:
        await tx.suppressions.add("reader0@example.org", "gone", NOON)
        await tx.suppressions.add("reader1@example.com", "gone", NOON)
    assert await move(app, Move.RETRY, Choice(state=FAILED)) == 0
    assert await move(app, Move.RELEASE) == 1
    assert await states(app) == [FAILED, DeliveryState.SUPPRESSED, QUEUED]


async def test_what_failed_and_lost_its_use_is_not_queued_again(app):
    await published(app, *people(1))
    await settled(app, FAILED, limit=1)
    later = NOON + timedelta(days=3)
    assert (await look(app, Move.RETRY, now=later)).refused == {"it lost its use": 1}
    assert await move(app, Move.RETRY, now=later) == 0


async def test_deliveries_are_chosen_by_list_edition_and_state(app):
    deliveries = await published(app, *people(4))
    await settled(app, SENT, limit=1)
    async with app.db.reading() as tx:
        world, alerts = await tx.lists.by_name("world"), await tx.lists.by_name("alerts")
        edition_id = deliveries[0].message.edition_id
        assert await tx.by_hand.counts(Choice(list_id=world.id)) == {"queued": 3, "sent": 1}
        assert await tx.by_hand.counts(Choice(list_id=alerts.id)) == {}
        assert await tx.by_hand.counts(Choice(edition_id=edition_id, state=SENT)) == {"sent": 1}
        assert len(await tx.by_hand.list(Choice(domain="example.com"), limit=9)) == 2


@pytest.mark.parametrize("which", Move)
@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_is_either_moved_or_told_why_not(which, state):
    standing = Standing(state=state, doubted=False, past=False, busy=state is DeliveryState.SENDING, number=7)
    found = by_hand.decide(which, [standing], again=False)
    assert found.number + found.busy + found.refused.total() == 7
