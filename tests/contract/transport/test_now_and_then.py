"""Envelopes that come now and then: nothing waits for them, and connections are kept for them as long as it pays."""

import asyncio
from dataclasses import replace

import pytest

from dispatcher.model import DeliveryState
from dispatcher.transport import Relay, send
from tests.fakes.book import Book
from tests.fakes.envelopes import NOON, PATIENT, Trickle, envelope, one_by_one, sent_to, until
from tests.fakes.smtp import PIPELINING, FaultServer

SENT, DEFERRED, IN_DOUBT = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.IN_DOUBT


def envelopes(number):
    return [envelope(each) for each in range(1, number + 1)]


def relay(server, **changes):
    return Relay(port=server.port, tls="none", **({"connections": 1, "timeouts": PATIENT} | changes))


async def test_a_reply_does_not_wait_for_the_next_envelope_and_the_connection_is_kept():
    book, trickle = Book(), Trickle()
    async with FaultServer(offers=PIPELINING) as server:
        sending = asyncio.create_task(
            send(aiter(trickle), relay=relay(server, connections=3), ledger=book, now=lambda: NOON)
        )
        for number in range(1, 6):
            trickle.give(number)
            await until(lambda number=number: book.which(SENT) == list(range(1, number + 1)))
        trickle.give(None)
        assert (await sending).sent == 5
        assert (server.connections, server.reached["QUIT"]) == (1, 1)  # the open one is preferred to two more


@pytest.mark.parametrize("farewell", ["cut", "421"])
async def test_a_server_that_leaves_while_nothing_is_to_be_said_is_no_attempt_of_anybody(farewell):
    book, trickle = Book(), Trickle()

    class Leaving(FaultServer):
        async def _serve(self, line_reader, writer):
            self.writers = [*getattr(self, "writers", []), writer]
            await super()._serve(line_reader, writer)

    async with Leaving(offers=PIPELINING) as server:
        sending = asyncio.create_task(send(aiter(trickle), relay=relay(server), ledger=book, now=lambda: NOON))
        trickle.give(1)
        await until(lambda: book.which(SENT) == [1])
        if farewell == "421":
            server.writers[0].write(b"421 4.4.2 idle too long\r\n")
        else:
            server.hang_up()
        trickle.give(2)  # perhaps before the news is here
        await until(lambda: book.which(SENT) == [1, 2])
        server.hang_up()
        await asyncio.sleep(0.02)
        trickle.give(3, 4, None)
        report = await sending
        assert server.connections == 3
    assert (report.sent, len(book.attempts), report.unreachable) == (4, 4, None)


@pytest.mark.parametrize("connections", [1, 2])
async def test_a_server_that_leaves_while_its_reply_is_being_noted_swallows_nothing_that_comes_later(connections):
    book, trickle = Book(takes=0.03), Trickle()

    class Brief(FaultServer):
        async def _take(self, *args):
            await super()._take(*args)
            asyncio.current_task().cancel()

    async with Brief(offers=PIPELINING) as server:
        sending = asyncio.create_task(
            send(aiter(trickle), relay=relay(server, connections=connections), ledger=book, now=lambda: NOON)
        )
        for number in range(1, 4):
            trickle.give(number)
            await until(lambda number=number: book.which(SENT) == list(range(1, number + 1)))
            await asyncio.sleep(0.02)
        trickle.give(None)
        assert (await sending).sent == 3
    assert book.intents == [1, 2, 3]


async def test_a_connection_with_nothing_to_say_is_closed_after_a_while_and_opened_again():
    book, trickle = Book(), Trickle()
    async with FaultServer(offers=PIPELINING) as server:
        timeouts = replace(PATIENT, idle=0.03)
        sending = asyncio.create_task(
            send(aiter(trickle), relay=relay(server, timeouts=timeouts), ledger=book, now=lambda: NOON)
        )
        trickle.give(1)
        await until(lambda: server.reached["QUIT"] == 1)
        trickle.give(2, None)
        assert (await sending).sent == 2
        assert server.connections == 2


async def test_a_reply_does_not_wait_long_for_the_replies_to_the_envelope_behind_it():
    book = Book()

    class Slow(FaultServer):
        async def _say(self, writer, stage, usual):
            if stage == "RCPT" and self.taken:
                await asyncio.sleep(1.0)
                assert book.which(SENT)[:1] == [1]
            return await super()._say(writer, stage, usual)

    async with Slow(offers=PIPELINING) as server:
        report = await sent_to(server.port, book, envelopes(2))
    assert (report.sent, book.which(SENT)) == (2, [1, 2])


async def test_few_envelopes_are_asked_for_ahead_of_need():
    book, yielded = Book(), 0

    async def many():
        nonlocal yielded
        for each in envelopes(500):
            yielded += 1
            assert yielded - len(book.attempts) <= 3 * 2 + 3 * 2 + 1
            yield each

    async with FaultServer(offers=PIPELINING) as server:
        kept = relay(server, connections=3, messages_per_connection=1000)
        report = await send(many(), relay=kept, ledger=book, now=lambda: NOON)
        assert (report.sent, server.connections) == (500, 3)


async def test_a_domain_that_answers_421_does_not_stop_the_others():
    book = Book()
    kept = [0]

    class Counting421(FaultServer):
        async def _say(self, writer, stage, usual):
            if stage == "RCPT" and "slow.example" in self.lines[-1]:
                kept[0] += 1
                if kept[0] > 20:
                    self.faults = {"RCPT": "421 4.7.0 slow down"}
            try:
                return await super()._say(writer, stage, usual)
            finally:
                self.faults = {}

    domains = ["slow.example", "slow.example", "slow.example", "a.example"]
    messages = [envelope(n, recipient=f"reader{n}@{domains[n % 4]}") for n in range(200)]
    async with Counting421(offers=PIPELINING) as server:
        report = await sent_to(server.port, book, messages)
    assert report.unreachable is None
    assert (report.sent, report.deferred) == (50 + 20, 130)


@pytest.mark.parametrize("stopped", [True, False])
async def test_an_iterator_can_put_things_in_order_before_the_run_is_over(stopped):
    book, stop, closed = Book(), asyncio.Event(), []

    async def leased():
        try:
            for each in envelopes(300):
                yield each
                if stopped and each.delivery_id == 50:
                    stop.set()
        finally:
            await asyncio.sleep(0.01)
            closed.append(True)

    async with FaultServer(offers=PIPELINING) as server:
        await send(leased(), relay=relay(server, connections=2), ledger=book, now=lambda: NOON, stop=stop)
    assert closed == [True]
    assert (book.states[SENT] == 300) is not stopped


async def test_connections_are_changed_one_by_one_at_a_server_that_takes_no_more_than_there_are():
    book = Book()
    async with FaultServer(most=2, offers=PIPELINING) as server:
        report = await sent_to(server.port, book, envelopes(60), connections=2, messages_per_connection=5)
        assert server.connections >= 12
    assert (report.sent, report.unreachable) == (60, None)


async def test_a_connection_that_is_being_closed_still_counts_at_a_server_that_takes_one():
    book = Book()

    class Slow(FaultServer):
        async def _talk(self, reader, writer):
            if self.open > 1:
                await asyncio.sleep(0.1)  # by then the first has sent its one message
            await super()._talk(reader, writer)

        async def _say(self, writer, stage, usual):
            if stage == "QUIT":
                await asyncio.sleep(0.3)
            return await super()._say(writer, stage, usual)

    async with Slow(most=1, offers=PIPELINING) as server:
        report = await sent_to(server.port, book, envelopes(3), connections=2, messages_per_connection=1)
    assert (report.sent, report.unreachable) == (3, None)


async def test_what_waited_for_a_connection_is_asked_about_before_it_goes():
    book, asked = Book(), []

    def still(each):
        asked.append(each.delivery_id)
        return each.delivery_id % 2 == 1

    async with FaultServer({"MAIL": "421 4.3.2 enough"}, after=5, times=1, offers=PIPELINING) as server:
        report = await send(one_by_one(envelopes(20)), relay=relay(server), ledger=book, now=lambda: NOON, still=still)
    # The first found a connection waiting; all others waited for theirs, and what came back was asked about again.
    assert book.which(SENT) == [1, *range(3, 21, 2)]
    assert report.sent == 10
    assert len(asked) == len(set(asked)) + 1
