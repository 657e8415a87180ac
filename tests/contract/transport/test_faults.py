"""Whatever a server does at whatever stage, a delivery ends in the state that is true."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.model import Attempt, DeliveryState, Stage
from dispatcher.transport import Envelope, FolderRelay, Relay, Timeouts, send
from dispatcher.transport.inbox import Inbox
from tests.fakes.smtp import CUT, GARBAGE, HANG, FaultServer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHORT = Timeouts(connect=0.4, command=0.4, data=0.4, body=0.4, reply=0.4, quit=0.2)
ENVELOPE = Envelope(
    delivery_id=1,
    sender="world@news.example.org",
    recipient="anna@example.org",
    data=b"Subject: x\r\n\r\nHello\r\n.dot\r\n" + b"x" * 60 + b"\r\n",
    attempts=0,
    not_after=NOON + timedelta(hours=4),
)


@dataclass
class Book:
    """A ledger that is a list: honest about what it was told, in order."""

    intents: list[int] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    not_ours: set[int] = field(default_factory=set)

    async def intend(self, delivery_id: int) -> bool:
        self.intents.append(delivery_id)
        return delivery_id not in self.not_ours

    async def settle(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)


async def envelopes(number):
    for each in range(number):
        yield replace(ENVELOPE, delivery_id=each + 1)


async def sent_through(server, book, number=1, **relay):
    settings = {"tls": "none", "connections": 1, "timeouts": SHORT} | relay
    return await send(
        envelopes(number), relay=Relay(host="127.0.0.1", port=server.port, **settings), ledger=book, now=lambda: NOON
    )


FAILS = {
    "421": "421 4.3.2 closing down",
    "4xx": "451 4.7.1 try later",
    "5xx": "554 5.7.1 not from you",
    CUT: CUT,
    HANG: HANG,
    GARBAGE: GARBAGE,
}
DEFERRED, FAILED, IN_DOUBT, SENT = (
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.IN_DOUBT,
    DeliveryState.SENT,
)


def expected(stage, fault):
    """What must be in the ledger; None: never attempted, the relay is unreachable."""
    if stage in ("banner", "EHLO"):
        return None
    if stage == "QUIT":
        return SENT
    if fault == "5xx" and stage != "MAIL":
        return FAILED
    unanswered = fault in (CUT, HANG, GARBAGE)
    return IN_DOUBT if stage == "dot" and unanswered else DEFERRED


@pytest.mark.parametrize("fault", FAILS)
@pytest.mark.parametrize("stage", ["banner", "EHLO", "MAIL", "RCPT", "DATA", "dot", "QUIT"])
async def test_every_fault_at_every_stage_ends_in_the_state_that_is_true(stage, fault):
    book = Book()
    async with FaultServer({stage: FAILS[fault]}) as server:
        report = await sent_through(server, book)
    wanted = expected(stage, fault)
    if wanted is None and not (stage == "EHLO" and fault == "5xx"):
        assert (report.unreachable is not None, book.attempts, book.intents) == (True, [], [])
    elif wanted is not None:
        assert [attempt.state for attempt in book.attempts] == [wanted]
        assert (wanted in (SENT, IN_DOUBT) or stage == "dot") == bool(book.intents)


async def test_a_cut_in_the_middle_of_a_large_body_is_not_sent():
    book = Book()
    large = replace(ENVELOPE, data=b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 200_000)

    async def one():
        yield large

    async with FaultServer({"body": CUT}) as server:
        relay = Relay(host="127.0.0.1", port=server.port, tls="none", connections=1, timeouts=SHORT)
        await send(one(), relay=relay, ledger=book, now=lambda: NOON)
    assert [(attempt.state, attempt.stage) for attempt in book.attempts] == [(DEFERRED, Stage.BODY)]


async def test_a_body_arrives_as_it_was_with_its_dots():
    book = Book()
    async with FaultServer() as server:
        await sent_through(server, book)
        assert server.accepted == [("anna@example.org", ENVELOPE.data.replace(b"\r\n.dot", b"\r\n..dot"))]


async def test_many_messages_share_few_connections():
    book = Book()
    async with FaultServer() as server:
        report = await sent_through(server, book, number=50, connections=3)
        assert (report.sent, len(server.accepted), server.connections) == (50, 50, 3)
    assert sorted(book.intents) == list(range(1, 51))


async def test_the_intent_comes_before_the_body_and_without_it_nothing_leaves():
    book = Book(not_ours={2})
    async with FaultServer() as server:
        report = await sent_through(server, book, number=3)
        assert [recipient for recipient, _ in server.accepted] == ["anna@example.org"] * 2
    assert (report.sent, [attempt.delivery_id for attempt in book.attempts]) == (2, [1, 3])


async def test_a_cut_after_the_dot_leaves_one_message_in_doubt_and_no_hot_loop():
    book = Book()
    async with FaultServer({"dot": CUT}) as server:
        report = await sent_through(server, book, number=100)
    assert report.in_doubt == len(book.attempts) == 3
    assert report.unreachable


async def test_a_server_that_is_not_there_costs_no_attempt():
    book = Book()
    async with FaultServer() as server:
        pass
    report = await sent_through(server, book, number=5)
    assert (bool(report.unreachable), book.attempts) == (True, [])


async def test_who_is_past_the_last_moment_expires_instead_of_waiting():
    book = Book()

    async def late():
        yield replace(ENVELOPE, not_after=NOON + timedelta(seconds=10))

    async with FaultServer({"RCPT": "451 4.7.1 later"}) as server:
        relay = Relay(host="127.0.0.1", port=server.port, tls="none", timeouts=SHORT)
        await send(late(), relay=relay, ledger=book, now=lambda: NOON)
    assert [(attempt.state, attempt.next_attempt_at) for attempt in book.attempts] == [(DeliveryState.EXPIRED, None)]


async def test_an_address_with_a_line_break_reaches_no_server():
    book = Book()

    async def hostile():
        yield replace(ENVELOPE, recipient="a@example.org>\r\nRCPT TO:<victim@example.org")

    async with FaultServer() as server:
        relay = Relay(host="127.0.0.1", port=server.port, tls="none", connections=1, timeouts=SHORT)
        with pytest.raises(ExceptionGroup):
            await send(hostile(), relay=relay, ledger=book, now=lambda: NOON)
        assert server.accepted == []


async def test_the_embedded_inbox_takes_mail_and_answers_as_scripted():
    book = Book()
    async with Inbox() as inbox:
        inbox.reply_to("full@example.org", 452, "4.2.2 the mailbox is full")
        await sent_through(inbox, book)

        async def to_full():
            yield replace(ENVELOPE, recipient="full@example.org")

        relay = Relay(host="127.0.0.1", port=inbox.port, tls="none", timeouts=SHORT)
        await send(to_full(), relay=relay, ledger=book, now=lambda: NOON)
        assert [mail.recipients for mail in inbox.messages] == [("anna@example.org",)]
    assert [attempt.state for attempt in book.attempts] == [SENT, DEFERRED]


async def test_a_folder_takes_each_message_once_however_often_it_is_sent(tmp_path):
    book = Book()
    for _ in range(2):
        await send(envelopes(3), relay=FolderRelay(tmp_path / "out"), ledger=book, now=lambda: NOON)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1.eml", "2.eml", "3.eml"]


async def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "out").write_text("a file is in the way")
    book = Book()
    report = await send(envelopes(3), relay=FolderRelay(tmp_path / "out"), ledger=book, now=lambda: NOON)
    assert report.unreachable
    assert [attempt.state for attempt in book.attempts] == [DEFERRED]
