"""A retry is the same mail to the byte: Date, Message-ID, links and all, whatever came of the first attempt."""

from datetime import timedelta
from email import message_from_bytes

from dispatcher.app import group, publish, send, write
from dispatcher.app.messages import bytes_of
from dispatcher.model import DeliveryState
from tests.fakes.house import QUAKE, bring, house, let_in
from tests.fakes.outbox import attempt
from tests.fakes.people import NOON
from tests.fakes.smtp import CUT, FaultServer

HOUR = timedelta(hours=1)


async def published(app):
    await let_in(app, "world", "anna@example.org")
    for each in QUAKE:
        await bring(app, *each, now=NOON - HOUR)
    await group.run(app, now=NOON - HOUR)
    await write.run(app, now=NOON - HOUR)
    await publish.run(app, now=NOON)


async def leased(app, *, now, token):
    """One delivery as a sender of that token gets it, its bytes, and what it then says of it: later."""
    async with app.db.sending(token=token) as sender:
        (delivery,) = await sender.lease(now=now, limit=10)
        async with app.db.reading() as tx:
            bodies = await tx.outbox.bodies({delivery.message.body_hash})
        data = bytes_of(app, delivery.message, bodies[delivery.message.body_hash], delivery_id=delivery.id)
        later = attempt(delivery, DeliveryState.DEFERRED, next_attempt_at=now + HOUR)
        await sender.commit([], [later], now=now)
    return delivery, data


async def test_what_was_deferred_is_leased_again_as_the_same_bytes(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await published(app)
        first = await leased(app, now=NOON, token="a")
    async with house(tmp_path, db_url) as app:  # another process, an hour later
        second = await leased(app, now=NOON + HOUR, token="b")
    assert first[0].message == second[0].message
    assert (first[0].attempts, second[0].attempts) == (0, 1)
    assert first[1] == second[1]


async def test_what_is_sent_again_after_a_doubt_is_the_mail_that_went_out_before(tmp_path, db_url):
    async with FaultServer({"dot": CUT}) as server, house(tmp_path, db_url, smtp_port=server.port) as app:
        await published(app)
        assert (await send.run(app, now=NOON)).in_doubt == 1
        server.faults = {}
        assert (await send.run(app, now=NOON + 2 * HOUR)).sent == 1
    (_, first), (_, second) = server.accepted
    assert first == second
    mail = message_from_bytes(first)
    assert mail["Message-ID"]
    assert mail["Date"] == "Tue, 24 Nov 2026 12:00:00 +0000"
