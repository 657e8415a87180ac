"""Whatever a server does at whatever stage, a delivery ends in the state that is true."""

from dataclasses import replace

import pytest

from dispatcher.model import DeliveryState, Stage
from tests.fakes.book import Book
from tests.fakes.envelopes import ENVELOPE, LARGE, SHORT, envelope, sent_to
from tests.fakes.smtp import CUT, GARBAGE, HANG, STAGES, FaultServer

FAULTS = {
    "421": "421 4.3.2 closing down",
    "4xx": "451 4.7.1 try later",
    "5xx": "554 5.7.1 not from you",
    CUT: CUT,
    HANG: HANG,
    GARBAGE: GARBAGE,
}
SILENT = {CUT, HANG, GARBAGE}
SENT, DEFERRED, FAILED, IN_DOUBT = (
    DeliveryState.SENT,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.IN_DOUBT,
)


def truth(stage, fault, *, large):
    """The state and the stage; None: never attempted, the relay is unreachable."""
    if stage in {"banner", "EHLO"}:
        # A server that does not know EHLO is spoken to in the old way (RFC 5321 §3.2).
        return (SENT, Stage.REPLY) if (stage, fault) == ("EHLO", "5xx") else None
    if stage == "QUIT":
        return SENT, Stage.REPLY
    if stage in {"body", "dot"}:
        # A small body is in the kernel's hands with its dot before the server has read a line of it.
        at = Stage.BODY if large and stage == "body" else Stage.REPLY
        if fault in SILENT:
            return (IN_DOUBT if at is Stage.REPLY else DEFERRED), at
        return (FAILED if fault == "5xx" else DEFERRED), at
    at = Stage(stage.lower())
    return (FAILED if fault == "5xx" and at is not Stage.MAIL else DEFERRED), at


# The size matters to the body only.
SIZES = [(stage, size) for stage in STAGES for size in (("small", "large") if stage in {"body", "dot"} else ("small",))]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("stage", "size"), SIZES)
async def test_every_fault_at_every_stage_ends_in_the_state_that_is_true(stage, size, fault):
    large = size == "large"
    book = Book()
    data = LARGE if large else ENVELOPE.data
    async with FaultServer({stage: FAULTS[fault]}, offers=()) as server:
        report = await sent_to(server.port, book, [envelope(1, data=data)])
    wanted = truth(stage, fault, large=large)
    assert [(attempt.state, attempt.stage) for attempt in book.attempts] == ([wanted] if wanted else [])
    assert (report.unreachable is not None) == (wanted is None)
    assert book.sending == set()
    assert bool(book.intents) == (wanted is not None and wanted[1] in {Stage.BODY, Stage.REPLY})
    # What the server has is never called anything but sent or in doubt, and what it has is whole.
    assert all(body == data for _, body in server.accepted)
    if server.accepted:
        assert wanted in [(SENT, Stage.REPLY), (IN_DOUBT, Stage.REPLY)]
    elif wanted is not None:
        assert wanted[0] is not SENT


@pytest.mark.parametrize("fault", ["421", "4xx", "5xx"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
async def test_a_refused_message_says_so_in_the_servers_words_and_the_next_one_goes_out(stage, fault):
    book = Book()

    class Once(FaultServer):
        def _fault(self, at):
            fault = super()._fault(at)
            return fault if self.reached[at] == 1 else None

    async with Once({stage: FAULTS[fault]}) as server:
        await sent_to(server.port, book, [envelope(1), envelope(2)])
        assert [recipient for recipient, _ in server.accepted] == ["reader2@example.org"]
        assert server.connections == (2 if fault == "421" else 1)
    assert FAULTS[fault] in book.attempts[0].reason
    assert book.which(SENT) == [2]


async def test_when_a_loaded_server_dies_at_most_one_message_a_connection_is_in_doubt():
    book = Book()
    async with FaultServer(dies_after=40) as server:
        report = await sent_to(server.port, book, [envelope(n) for n in range(1, 200)], connections=4)
        has = numbers(server)
    in_doubt = set(book.which(IN_DOUBT))
    assert 1 <= len(in_doubt) <= 4
    assert report.unreachable
    # Lost: nothing. What it has is sent or in doubt, what it may not have is in doubt or untouched.
    assert set(book.which(SENT)) == has - in_doubt
    assert len(has - set(book.which(SENT))) == 1
    assert book.sending == set()


async def test_a_server_that_cuts_after_every_dot_is_left_alone_soon():
    book = Book()
    async with FaultServer({"dot": CUT}) as server:
        report = await sent_to(server.port, book, [envelope(n) for n in range(1, 200)], connections=4)
        assert set(book.which(IN_DOUBT)) == numbers(server)
    assert 3 <= len(book.attempts) == book.states[IN_DOUBT] <= 3 + 3  # three in a row, and who was under way then
    assert "in a row" in report.unreachable


async def test_two_messages_to_a_server_that_dies_are_one_in_doubt_and_one_not_asked():
    book = Book()
    async with FaultServer(dies_after=1) as server:
        report = await sent_to(server.port, book, [envelope(1), envelope(2)])
    assert (book.which(IN_DOUBT), len(book.attempts)) == ([1], 1)
    assert "cannot be used" in report.unreachable


def numbers(server):
    return {int(recipient.split("@")[0].removeprefix("reader")) for recipient, _ in server.accepted}


async def test_the_reply_may_take_as_long_as_it_may_though_the_body_must_leave_soon():
    book = Book()
    async with FaultServer(slow=0.4) as server:
        await sent_to(server.port, book, [ENVELOPE], timeouts=replace(SHORT, body=0.1, reply=2.0))
    assert book.which(SENT) == [1]
