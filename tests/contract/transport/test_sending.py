"""Many messages over few connections: shared, stopped, refused, and never one of them lost or left unsaid."""

import asyncio
from datetime import timedelta

import pytest

from dispatcher.errors import StorageError, TemplateError
from dispatcher.model import DeliveryState, Stage
from dispatcher.transport import Relay, send
from tests.fakes.book import Book
from tests.fakes.envelopes import BODY, NOON, PATIENT, envelope, sent_to
from tests.fakes.smtp import HANG, FaultServer

SENT, DEFERRED, FAILED = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED


def envelopes(number):
    return [envelope(each) for each in range(1, number + 1)]


async def test_many_messages_share_few_connections():
    book = Book()
    async with FaultServer() as server:
        report = await sent_to(server.port, book, envelopes(50), connections=3)
        assert (report.sent, len(server.accepted), server.connections) == (50, 50, 3)
    assert sorted(book.intents) == list(range(1, 51))


async def test_a_connection_is_left_after_its_share_of_messages():
    book = Book()
    async with FaultServer() as server:
        await sent_to(server.port, book, envelopes(7), messages_per_connection=3)
        assert (len(server.accepted), server.connections, server.reached["QUIT"]) == (7, 3, 3)


async def test_a_body_arrives_as_it_was():
    book = Book()
    datas = [BODY, b".\r\n", b"..\r\n.\r\n", b"a\r\n.b\r\n", b"a\r\n.\r\nMAIL FROM:<x@example.org>\r\n"]
    async with FaultServer() as server:
        await sent_to(server.port, book, [envelope(n, data=data) for n, data in enumerate(datas)])
        assert [body for _, body in server.accepted] == datas
        assert server.lines.count("MAIL FROM:<x@example.org>") == 0


@pytest.mark.parametrize("data", [b"a\n.\r\nb\r\n", b"a\r.\r\n", b"a\n.\nb\n", b"a\r\nb\n"])
async def test_a_message_with_bare_line_ends_goes_nowhere_because_it_could_end_early(data):
    book = Book()
    async with FaultServer() as server:
        await sent_to(server.port, book, [envelope(1, data=data), envelope(2)])
        assert len(server.accepted) == 1
    assert [(attempt.state, attempt.suppress) for attempt in book.attempts] == [(FAILED, False), (SENT, False)]
    assert "CRLF" in book.attempts[0].reason


@pytest.mark.parametrize(
    "recipient",
    ["a@example.org>\r\nRCPT TO:<victim@example.org", "a b@example.org", "<a@example.org>", "a@example.org\0"],
)
async def test_an_address_that_is_none_fails_alone_and_reaches_no_server(recipient):
    book = Book()
    async with FaultServer() as server:
        report = await sent_to(server.port, book, [envelope(1, recipient=recipient), envelope(2)])
        assert [line for line in server.lines if line.startswith("RCPT")] == ["RCPT TO:<reader2@example.org>"]
    assert (report.sent, report.failed, book.which(FAILED)) == (1, 1, [1])


async def test_the_size_is_announced_where_the_server_asks_for_it():
    for offers, wanted in [(("SIZE 1000000",), f" SIZE={len(BODY)}"), (("8BITMIME",), "")]:
        async with FaultServer(offers=offers) as server:
            await sent_to(server.port, Book(), [envelope(1)])
            assert f"MAIL FROM:<world@news.example.org>{wanted}" in server.lines


async def test_an_international_domain_needs_nothing_of_the_server_and_a_local_part_does():
    book = Book()
    readers = [envelope(1, recipient="anna@bücher.example"), envelope(2, recipient="jürgen@bücher.example")]
    async with FaultServer() as server:
        await sent_to(server.port, book, readers)
        assert [line for line in server.lines if line.startswith("RCPT")] == ["RCPT TO:<anna@xn--bcher-kva.example>"]
    assert [(attempt.state, attempt.suppress) for attempt in book.attempts] == [(SENT, False), (FAILED, False)]
    assert "SMTPUTF8" in book.attempts[1].reason
    async with FaultServer(offers=("SMTPUTF8",)) as server:
        await sent_to(server.port, Book(), readers)
        assert [line for line in server.lines if "SMTPUTF8" in line] == ["MAIL FROM:<world@news.example.org> SMTPUTF8"]
        assert [line for line in server.lines if line.startswith("RCPT")] == [
            "RCPT TO:<anna@xn--bcher-kva.example>",
            "RCPT TO:<jürgen@xn--bcher-kva.example>",
        ]
        assert len(server.accepted) == 2


async def test_without_the_ledgers_yes_nothing_leaves():
    book = Book(not_ours={2})
    async with FaultServer() as server:
        report = await sent_to(server.port, book, envelopes(3))
        assert [recipient for recipient, _ in server.accepted] == ["reader1@example.org", "reader3@example.org"]
    assert (report.sent, [attempt.delivery_id for attempt in book.attempts]) == (2, [1, 3])


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1])
async def test_a_stop_under_load_loses_nothing_repeats_nothing_and_leaves_nothing_in_doubt(after):
    book, stop = Book(takes=0.001), asyncio.Event()
    asyncio.get_running_loop().call_later(after, stop.set)
    async with FaultServer(slow=0.005) as server:
        report = await sent_to(server.port, book, envelopes(2000), connections=4, stop=stop)
        has = [int(recipient.split("@")[0].removeprefix("reader")) for recipient, _ in server.accepted]
    assert sorted(has) == sorted(book.which(SENT))
    assert len(set(has)) == len(has) == report.sent < 2000
    assert (book.sending, set(book.states) - {SENT}) == (set(), set())
    assert server.reached["QUIT"] == server.connections  # it took its leave


async def test_a_stop_before_the_intent_leaves_the_message_alone():
    book, stop = Book(), asyncio.Event()

    class Stopping(FaultServer):
        async def _say(self, writer, stage, usual):
            if stage == "RCPT":
                stop.set()
            return await super()._say(writer, stage, usual)

    async with Stopping() as server:
        await sent_to(server.port, book, envelopes(3), stop=stop)
        assert (server.reached["DATA"], server.reached["QUIT"], server.accepted) == (0, 1, [])
    assert (book.intents, book.attempts) == ([], [])


async def test_cancelled_in_the_middle_of_a_body_nothing_more_is_said():
    book = Book()
    async with FaultServer({"dot": HANG}) as server:
        sending = asyncio.create_task(sent_to(server.port, book, envelopes(3), connections=2))
        await asyncio.sleep(0.1)
        assert server.reached["dot"] == 2
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.sleep(0.05)
        assert "QUIT" not in server.lines
    assert book.sending == {1, 2}  # what the next start calls in doubt, and nothing else


async def test_a_full_disk_ends_the_run_as_a_stop_does():
    book = Book(full_after=40)
    async with FaultServer() as server:
        with pytest.raises(StorageError, match="full"):
            await sent_to(server.port, book, envelopes(500), connections=4)
        has = len(server.accepted)
    assert has - book.states[SENT] == len(book.sending) <= 4  # at most one a connection is not written down


async def test_a_message_that_cannot_be_composed_ends_the_run_after_the_others():
    book = Book()

    async def composed():
        for each in envelopes(5):
            yield each
        raise TemplateError("undefined name", place="digest/body.html:3")

    async with FaultServer(slow=0.05) as server:
        relay = Relay(port=server.port, tls="none", connections=3, timeouts=PATIENT)
        with pytest.raises(TemplateError):
            await send(composed(), relay=relay, ledger=book, now=lambda: NOON)
        has = len(server.accepted)
    assert (book.states, book.sending) == ({SENT: has}, set())
    assert 3 <= has <= 5  # whose body was under way; the others go back untouched


async def test_a_server_that_wants_fewer_connections_gets_its_mail_over_those():
    book = Book()
    async with FaultServer(most=2, slow=0.005) as server:
        report = await sent_to(server.port, book, envelopes(40), connections=6)
        assert len(server.accepted) == 40
    assert (report.sent, report.unreachable, book.states) == (40, None, {SENT: 40})


async def test_a_server_that_is_not_there_costs_no_attempt_and_is_asked_once():
    book = Book()
    async with FaultServer() as server:
        pass
    report = await sent_to(server.port, book, envelopes(5))
    assert (book.attempts, book.intents) == ([], [])
    assert f"127.0.0.1:{server.port}" in report.unreachable
    async with FaultServer({"banner": "421 4.3.2 not now"}) as server:
        report = await sent_to(server.port, book, envelopes(5), connections=4)
        assert (server.connections, book.attempts) == (1, [])
    assert "421 4.3.2 not now" in report.unreachable


@pytest.mark.parametrize("fault", ["550 5.7.1 sender rejected", "421 4.7.0 too much mail from you", "530 5.7.0 AUTH"])
async def test_who_will_have_none_of_our_sender_is_not_asked_message_by_message(fault):
    book = Book()
    async with FaultServer({"MAIL": fault}) as server:
        report = await sent_to(server.port, book, envelopes(100))
        assert server.reached["MAIL"] == 3
    assert (report.deferred, book.states) == (3, {DEFERRED: 3})
    assert fault in report.unreachable


async def test_recipients_that_are_refused_one_after_the_other_are_each_asked():
    book = Book()
    async with FaultServer({"RCPT": "550 5.1.1 no such user"}) as server:
        report = await sent_to(server.port, book, envelopes(20))
        assert server.connections == 1
    assert (report.failed, report.unreachable) == (20, None)
    assert all(attempt.suppress and attempt.stage is Stage.RCPT for attempt in book.attempts)


async def test_deferred_comes_again_and_what_is_past_its_last_moment_does_not():
    book = Book()
    async with FaultServer({"RCPT": "451 4.7.1 later"}) as server:
        soon = NOON + timedelta(seconds=10)
        await sent_to(server.port, book, [envelope(1), envelope(2, not_after=soon)])
    waits, expires = book.attempts
    assert waits.state is DEFERRED
    assert timedelta(minutes=2) <= waits.next_attempt_at - NOON < timedelta(minutes=3)
    assert (expires.state, expires.next_attempt_at) == (DeliveryState.EXPIRED, None)
    assert "451 4.7.1 later" in expires.reason


async def test_in_doubt_never_comes_again_at_once_not_even_past_its_last_moment():
    book = Book()
    soon = NOON + timedelta(seconds=10)
    async with FaultServer({"dot": "cut"}) as server:
        await sent_to(server.port, book, [envelope(1, not_after=soon)])
    assert [(attempt.state, attempt.next_attempt_at) for attempt in book.attempts] == [(DeliveryState.IN_DOUBT, soon)]
