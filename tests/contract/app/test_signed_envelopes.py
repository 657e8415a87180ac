"""Leased deliveries become signed envelopes ahead of those who ask, in order, within bounds, each by itself."""

import asyncio
import threading
from dataclasses import replace

import pytest

from dispatcher.app import group as grouping
from dispatcher.app import publish, send, write
from dispatcher.app.envelopes import A_HOP, AHEAD, Envelopes
from dispatcher.app.messages import masthead_of
from dispatcher.db.sending import LEASE_FOR
from dispatcher.errors import ConfigError
from dispatcher.model import DeliveryState
from dispatcher.templating import Signer
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import NOON
from tests.fakes.signing_keys import declared, signing_key, tags, verdicts

KEY, NEXT, ED25519 = signing_key("s1"), signing_key("s2"), signing_key("e1", ed25519=True)
PEOPLE = 90


def workspace(root, *keys, smtp_port=25):
    (root / "dispatcher.toml").write_text(SETTINGS.format(port=smtp_port) + declared(root, *keys))


async def published(app, people):
    """A digest to so many people, queued."""
    await let_in(app, "world", *(f"anna.{number:03}@example.org" for number in range(people)))
    for outlet, title, text in QUAKE:
        await bring(app, outlet, title, text, now=NOON)
    await grouping.run(app, now=NOON)
    await write.run(app, now=NOON)
    await publish.run(app, now=NOON)


class Ledger:
    """Remembers what was settled."""

    def __init__(self):
        self.settled = []

    async def settle(self, attempt):
        self.settled.append(attempt)


@pytest.fixture
async def app(tmp_path):
    workspace(tmp_path, KEY, ED25519)
    async with house(tmp_path, f"sqlite:///{tmp_path / 'news.db'}") as opened:
        await published(opened, PEOPLE)
        yield opened


async def leased(app, *, limit=PEOPLE):
    return await app.db.sending(token="a").lease(now=NOON, limit=limit)


def envelopes(app, deliveries, ledger=None):
    return Envelopes(app, deliveries, ledger or Ledger(), lambda: NOON)


async def made(app, deliveries):
    return [envelope async for envelope in envelopes(app, deliveries)]


async def test_every_mail_is_signed_and_comes_in_its_turn(app):
    deliveries = await leased(app)
    found = await made(app, deliveries)
    assert [envelope.delivery_id for envelope in found] == [delivery.id for delivery in deliveries]
    assert len(found) == PEOPLE
    assert all(b"DKIM-Signature: v=1; a=rsa-sha256" in envelope.data[:100] for envelope in found)
    assert verdicts_of(found[0].data) == [True, True]


def verdicts_of(data):
    return verdicts(data, KEY, NEXT, ED25519)


async def test_a_second_time_they_are_the_same_bytes(app):
    deliveries = await leased(app, limit=10)
    assert await made(app, deliveries) == await made(app, deliveries)


async def test_batches_may_come_one_after_the_other(app):
    deliveries = await leased(app)

    async def batches():
        yield deliveries[:1]
        yield []
        yield deliveries[1:60]
        await asyncio.sleep(0.01)
        yield deliveries[60:]

    assert await made(app, batches()) == await made(app, deliveries)


async def test_a_source_that_keeps_us_waiting_does_not_hold_up_what_is_made(app):
    deliveries = await leased(app, limit=10)
    more = asyncio.Event()

    async def batches():
        yield deliveries[:9]
        await more.wait()
        yield deliveries[9:]

    asked = aiter(envelopes(app, batches()))
    async with asyncio.timeout(30):
        assert [(await anext(asked)).delivery_id for _ in range(9)] == [each.id for each in deliveries[:9]]
        more.set()
        assert (await anext(asked)).delivery_id == deliveries[9].id
        assert await anext(asked, None) is None


async def test_no_more_are_made_ahead_than_are_bounded(app):
    deliveries = await leased(app)
    begun = []
    whole = app.signer.sign

    class Counting(Signer):
        def sign(self, data, **how):
            begun.append(threading.get_ident())
            return whole(data, **how)

    app.signer = Counting([KEY])
    asked = aiter(envelopes(app, deliveries))
    await anext(asked)
    await asyncio.sleep(0.3)
    assert AHEAD // 2 <= len(begun) <= AHEAD + A_HOP
    assert threading.get_ident() not in begun
    await asked.aclose()
    await asyncio.sleep(0.1)
    assert not [each for each in threading.enumerate() if each.name.startswith("signing")]


async def test_without_keys_no_thread_is_asked(tmp_path):
    workspace(tmp_path)
    async with house(tmp_path, f"sqlite:///{tmp_path / 'news.db'}") as app:
        await published(app, 3)
        threads = []
        whole = app.signer.sign

        class Watching(Signer):
            def sign(self, data, **how):
                threads.append(threading.get_ident())
                return whole(data, **how)

        app.signer = Watching()
        found = await made(app, await leased(app))
        assert set(threads) == {threading.get_ident()}
        assert not any(b"DKIM-Signature" in envelope.data for envelope in found)


async def test_a_message_that_cannot_be_made_fails_by_itself(app):
    deliveries = await leased(app, limit=10)
    lost = replace(deliveries[3], message=replace(deliveries[3].message, body_hash="gone"))
    unfit = replace(deliveries[5], message=replace(deliveries[5].message, address="no address"))
    ledger = Ledger()
    asked = envelopes(app, [*deliveries[:3], lost, deliveries[4], unfit, *deliveries[6:]], ledger)
    found = [envelope.delivery_id async for envelope in asked]
    assert found == [each.id for each in deliveries if each.id not in {lost.id, unfit.id}]
    assert [(each.delivery_id, each.state) for each in ledger.settled] == [
        (lost.id, DeliveryState.FAILED),
        (unfit.id, DeliveryState.FAILED),
    ]
    assert asked.unmade == 2


@pytest.mark.parametrize("keys", [[], [KEY]])
async def test_what_nobody_foresaw_of_one_message_stops_no_other(app, keys):
    deliveries = await leased(app, limit=5)
    odd, whole = deliveries[2], app.signer.sign

    class Stumbling(Signer):
        def sign(self, data, **how):
            return {}[b"gone"] if odd.message.message_id.encode() in data else whole(data, **how)

    app.signer = Stumbling(keys)
    ledger = Ledger()
    found = [each.delivery_id async for each in envelopes(app, deliveries, ledger)]
    assert found == [each.id for each in deliveries if each.id != odd.id]
    assert [(each.delivery_id, each.state) for each in ledger.settled] == [(odd.id, DeliveryState.FAILED)]


async def test_a_retry_after_a_rotation_is_the_mail_it_was(tmp_path, db_url):
    async with Inbox() as inbox:
        workspace(tmp_path, KEY, smtp_port=inbox.port)
        async with house(tmp_path, db_url) as app:
            await published(app, 1)
            (first,) = await made(app, await leased(app))
            async with app.db.reading() as tx:
                (delivery,) = await tx.outbox.list()
            assert delivery.message.masthead.selectors == (KEY.name,)
        workspace(tmp_path, KEY, NEXT, smtp_port=inbox.port)
        async with house(tmp_path, db_url) as app:
            assert [each.data for each in await made(app, [delivery])] == [first.data]
            async with app.db.reading() as tx:
                audience = await tx.lists.by_name("world")
            assert masthead_of(app, audience).selectors == (NEXT.name,)
        workspace(tmp_path, NEXT, smtp_port=inbox.port)
        async with house(tmp_path, db_url) as app:
            (resigned,) = await made(app, [delivery])
            assert tags(resigned.data)[b"s"] == b"s2"
            assert verdicts_of(resigned.data) == [True]
            sent = await send.run(app, now=NOON + LEASE_FOR)  # on PostgreSQL another may hold what was leased
            assert (sent.sent, sent.failed) == (1, 0)
    assert verdicts_of(inbox.messages[0].data) == [True]


async def test_a_key_that_cannot_be_read_is_never_unsigned_mail(tmp_path):
    workspace(tmp_path, KEY)
    (tmp_path / "keys" / "news.example.org.s1.pem").unlink()
    with pytest.raises(ConfigError, match="no such key file"):
        async with house(tmp_path, f"sqlite:///{tmp_path / 'news.db'}"):
            pass
