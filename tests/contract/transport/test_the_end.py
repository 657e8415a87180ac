"""How a run ends, by a stop, a cut or a kill at any moment: nothing lost, nothing twice, and little in doubt."""

import asyncio
import time
from dataclasses import replace

import pytest

from dispatcher.model import DeliveryState
from dispatcher.transport import Relay, send
from tests.fakes.book import Book
from tests.fakes.envelopes import NOON, PATIENT, Trickle, envelope, reader, sent_to, until
from tests.fakes.smtp import HANG, PIPELINING, FaultServer

SENT, DEFERRED, IN_DOUBT = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.IN_DOUBT


def envelopes(number):
    return [envelope(each) for each in range(1, number + 1)]


def relay(server, **changes):
    return Relay(port=server.port, tls="none", **({"connections": 1, "timeouts": PATIENT} | changes))


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1])
async def test_a_stop_under_load_loses_nothing_repeats_nothing_and_leaves_nothing_in_doubt(after):
    book, stop = Book(takes=0.001), asyncio.Event()
    asyncio.get_running_loop().call_later(after, stop.set)
    async with FaultServer(slow=0.005, offers=PIPELINING) as server:
        report = await sent_to(server.port, book, envelopes(2000), connections=4, stop=stop)
        has = [reader(recipient) for recipient, _ in server.accepted]
        assert server.empty == 0
    assert sorted(has) == sorted(book.which(SENT))
    assert len(set(has)) == len(has) == report.sent < 2000
    assert (book.sending, set(book.states) - {SENT}) == (set(), set())


@pytest.mark.parametrize("stage", ["banner", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("offers", [PIPELINING, ("8BITMIME",)])
async def test_a_stop_does_not_wait_for_a_server_that_has_no_body_of_ours(stage, offers):
    book, stop = Book(), asyncio.Event()
    async with FaultServer({stage: HANG}, offers=offers) as server:
        asyncio.get_running_loop().call_later(0.1, stop.set)
        began = time.monotonic()
        timeouts = replace(PATIENT, connect=30, command=30, data=30, quit=0.1)
        await sent_to(server.port, book, envelopes(3), stop=stop, timeouts=timeouts)
        assert server.reached[stage] == 1
    assert time.monotonic() - began < 2
    assert (book.attempts, book.intents) == ([], [])


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("offers", [PIPELINING, ("8BITMIME",)])
async def test_an_envelope_that_is_open_when_the_run_ends_is_released_by_hanging_up(number, offers):
    book, stop = Book(), asyncio.Event()

    class Stopping(FaultServer):
        async def _say(self, writer, stage, usual):
            if stage == "DATA" and self.reached["DATA"] == number - 1:
                stop.set()
            return await super()._say(writer, stage, usual)

    async with Stopping(offers=offers) as server:
        await sent_to(server.port, book, envelopes(4), stop=stop)
        assert [reader(recipient) for recipient, _ in server.accepted] == list(range(1, number))
        assert (server.empty, server.reached["QUIT"]) == (0, 0)
    assert (book.intents, book.which(SENT), len(book.attempts)) == (
        list(range(1, number)),
        list(range(1, number)),
        number - 1,
    )


async def test_a_stop_waits_for_the_reply_to_a_body_as_long_as_it_may_and_then_it_is_in_doubt():
    book, stop = Book(), asyncio.Event()
    async with FaultServer({"dot": HANG}, after=2, offers=PIPELINING) as server:
        timeouts = replace(PATIENT, reply=30, stop=0.2)
        asyncio.get_running_loop().call_later(0.2, stop.set)
        began = time.monotonic()
        await sent_to(server.port, book, envelopes(9), stop=stop, timeouts=timeouts)
    assert 0.3 < time.monotonic() - began < 3
    assert [(each.delivery_id, each.state) for each in book.attempts] == [(1, SENT), (2, SENT), (3, IN_DOUBT)]
    assert book.sending == set()


async def test_a_stop_while_nothing_comes_ends_at_once():
    book, stop, trickle = Book(), asyncio.Event(), Trickle()
    async with FaultServer(offers=PIPELINING) as server:
        sending = asyncio.create_task(
            send(aiter(trickle), relay=relay(server), ledger=book, now=lambda: NOON, stop=stop)
        )
        trickle.give(1)
        await until(lambda: book.which(SENT) == [1])
        stop.set()
        assert (await asyncio.wait_for(sending, 1)).sent == 1
        assert server.reached["QUIT"] == 1


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1, 0.15])
@pytest.mark.parametrize("offers", [PIPELINING, ("8BITMIME",)])
async def test_at_a_cut_at_any_moment_one_message_a_connection_is_in_doubt_at_most(after, offers):
    book = Book(takes=0.001)
    connections = 5
    async with FaultServer(slow=0.003, offers=offers) as server:
        asyncio.get_running_loop().call_later(after, server.hang_up)
        sending = asyncio.create_task(sent_to(server.port, book, envelopes(150), connections=connections))
        await sending
        has = [reader(recipient) for recipient, _ in server.accepted]
    assert book.states[IN_DOUBT] <= connections
    assert len(has) == len(set(has))
    assert set(book.which(SENT)) <= set(has) <= set(book.which(SENT) + book.which(IN_DOUBT))
    assert book.sending == set()


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1])
async def test_at_a_kill_at_any_moment_the_ledger_has_an_intent_for_all_that_left(after):
    book = Book(takes=0.001)
    async with FaultServer(slow=0.003, offers=PIPELINING) as server:
        sending = asyncio.create_task(sent_to(server.port, book, envelopes(500), connections=5))
        await asyncio.sleep(after)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.sleep(0.05)
        has = {reader(recipient) for recipient, _ in server.accepted}
        assert server.empty == 0
    assert len(book.sending) <= 5
    assert set(book.which(SENT)) <= has <= set(book.which(SENT)) | book.sending
    assert set(book.states) <= {SENT}
