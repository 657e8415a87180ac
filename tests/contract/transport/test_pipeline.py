"""A body and the next envelope in one write: what must be durable by then, and what surprises."""

from dataclasses import replace

import pytest

from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState, Stage
from tests.fakes.book import Book
from tests.fakes.envelopes import BODY, LARGE, PATIENT, envelope, reader, sent_to
from tests.fakes.smtp import PIPELINING, FaultServer

SENT, DEFERRED, IN_DOUBT = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.IN_DOUBT


def envelopes(number):
    return [envelope(each) for each in range(1, number + 1)]


class Counting(Book):
    """How often it is told something."""

    turns = 0

    async def turn(self, settle, intend):
        self.turns += 1
        return await super().turn(settle, intend)


async def test_each_message_costs_one_commit_and_one_round_trip():
    book = Counting()
    async with FaultServer(offers=PIPELINING) as server:
        await sent_to(server.port, book, envelopes(30))
        assert server.connections == 1
    assert (book.turns, book.which(SENT)) == (31, list(range(1, 31)))


@pytest.mark.parametrize("offers", [PIPELINING, ("8BITMIME",)])
async def test_no_body_leaves_before_its_intent_is_durable(offers):
    book = Book(takes=0.002)
    async with FaultServer(offers=offers) as server:
        original = server._take

        async def take(line_reader, writer, recipient):
            first = await line_reader.readline()
            assert reader(recipient) in book.sending, "its first byte is here, its intent is not durable"
            await original(_Again(first, line_reader), writer, recipient)

        server._take = take
        report = await sent_to(server.port, book, envelopes(40), connections=3)
    assert report.sent == 40


class _Again:
    """A stream whose first line has been read already."""

    def __init__(self, first, rest):
        self._first, self._rest = [first], rest

    async def readline(self):
        return self._first.pop() if self._first else await self._rest.readline()


async def test_over_tls_it_is_the_same(secured, certificate):
    book = Book()
    messages = [*envelopes(30), envelope(31, data=LARGE), envelope(32)]
    async with FaultServer(offers=PIPELINING, tls=secured) as server:
        await sent_to(server.port, book, messages, tls="tls", trusted=certificate)
        assert [body for _, body in server.accepted] == [BODY] * 30 + [LARGE, BODY]
        assert server.connections == 1
    assert book.which(SENT) == list(range(1, 33))


async def test_a_server_that_does_not_read_what_stands_behind_a_body_is_spoken_to_step_by_step():
    book = Book()

    class Forgetful(FaultServer):
        async def _take(self, line_reader, writer, recipient):
            await super()._take(line_reader, writer, recipient)
            line_reader._buffer.clear()

    async with Forgetful(offers=PIPELINING) as server:
        report = await sent_to(server.port, book, envelopes(10), timeouts=replace(PATIENT, command=0.5))
        assert server.connections == 2
    assert (report.sent, book.which(DEFERRED)) == (9, [2])


@pytest.mark.parametrize("offers", [PIPELINING, ("8BITMIME",)])
async def test_what_the_ledger_refuses_after_354_is_no_empty_mail(offers):
    book = Book(not_ours={2, 5})
    async with FaultServer(offers=offers) as server:
        report = await sent_to(server.port, book, envelopes(6))
        assert [reader(recipient) for recipient, _ in server.accepted] == [1, 3, 4, 6]
        assert {body for _, body in server.accepted} == {BODY}
        assert (server.connections, server.empty) == (3, 0)
    assert (report.sent, book.sending) == (4, set())


async def test_a_full_disk_ends_the_run_and_nothing_is_in_doubt_but_what_could_not_be_noted():
    book = Book(full_after=20)
    async with FaultServer(offers=PIPELINING) as server:
        with pytest.raises(StorageError):
            await sent_to(server.port, book, envelopes(60), connections=3)
        has = {reader(recipient) for recipient, _ in server.accepted}
    assert has == set(book.which(SENT)) | book.sending
    assert len(book.sending) <= 3
    assert book.states[SENT] == len(book.attempts)


async def test_the_stage_of_what_broke_behind_a_body_is_its_own():
    book = Book()
    async with FaultServer({"DATA": "cut"}, after=1, times=1, offers=PIPELINING) as server:
        await sent_to(server.port, book, envelopes(3))
    assert [(each.delivery_id, each.state, each.stage) for each in book.attempts] == [
        (1, SENT, Stage.REPLY),
        (2, DEFERRED, Stage.DATA),
        (3, SENT, Stage.REPLY),
    ]
