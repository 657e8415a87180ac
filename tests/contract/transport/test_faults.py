"""
Whatever a server does at whatever stage, a delivery ends in the state that is true, and so do its neighbours.

Every stage and every fault four times: commands said one by one and in a pipeline, at the first message of a connection and at a later one.
"""

from dataclasses import replace

import pytest

from dispatcher.model import DeliveryState, Stage
from tests.fakes.book import Book
from tests.fakes.envelopes import ENVELOPE, LARGE, PATIENT, envelope, sent_to
from tests.fakes.smtp import CUT, GARBAGE, HANG, PIPELINING, STAGES, FaultServer

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
MODES = {"stepped": ("8BITMIME",), "pipelined": PIPELINING}


def timeouts_for(stage, fault, *, large):
    """Short only where it hangs."""
    hangs = {
        "banner": "connect",
        "EHLO": "connect",
        "MAIL": "command",
        "RCPT": "command",
        "DATA": "data",
        "QUIT": "quit",
    }
    name = "body" if large and stage == "body" else hangs.get(stage, "reply")
    return replace(PATIENT, **{name: 0.5 if stage != "dot" else 1.0}) if fault == HANG else PATIENT


# The size matters to the body only.
SIZES = [(stage, size) for stage in STAGES for size in (("small", "large") if stage in {"body", "dot"} else ("small",))]


def truth(stage, fault, *, large, first=True):
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
    if stage == "MAIL" and not first and fault in {"421", CUT}:
        return SENT, Stage.REPLY  # the server had enough of the connection: on the next one it takes it
    at = Stage(stage.lower())
    return (FAILED if fault == "5xx" and at is not Stage.MAIL else DEFERRED), at


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("stage", "size"), SIZES)
async def test_every_fault_at_every_stage_ends_in_the_state_that_is_true(stage, size, fault, mode):
    large = size == "large"
    book = Book()
    data = LARGE if large else ENVELOPE.data
    async with FaultServer({stage: FAULTS[fault]}, offers=MODES[mode]) as server:
        timeouts = timeouts_for(stage, fault, large=large)
        report = await sent_to(server.port, book, [envelope(1, data=data)], timeouts=timeouts)
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


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("stage", "size"), [case for case in SIZES if case[0] not in {"banner", "EHLO"}])
async def test_a_fault_that_strikes_a_later_message_leaves_its_neighbours_alone(stage, size, fault, mode):
    book = Book()
    second = LARGE if size == "large" else ENVELOPE.data
    messages = [envelope(1), envelope(2, data=second), envelope(3), envelope(4)]
    async with FaultServer({stage: FAULTS[fault]}, after=int(stage != "QUIT"), times=1, offers=MODES[mode]) as server:
        timeouts = timeouts_for(stage, fault, large=size == "large")
        report = await sent_to(server.port, book, messages, timeouts=timeouts)
    wanted = truth(stage, fault, large=size == "large", first=False)
    states = {attempt.delivery_id: (attempt.state, attempt.stage) for attempt in book.attempts}
    assert states == {n: wanted if n == 2 else (SENT, Stage.REPLY) for n in (1, 2, 3, 4)}
    assert len(book.attempts) == 4
    assert (report.unreachable, book.sending) == (None, set())
    has = [int(recipient.split("@")[0].removeprefix("reader")) for recipient, _ in server.accepted]
    assert set(book.which(SENT)) <= set(has) <= set(book.which(SENT) + book.which(IN_DOUBT))
    assert len(has) == len(set(has))
    assert {body for recipient, body in server.accepted if recipient != "reader2@example.org"} == {ENVELOPE.data}
    assert server.empty == 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fault", ["421", "4xx", "5xx"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
async def test_a_refused_message_says_so_in_the_servers_words_and_the_next_one_goes_out(stage, fault, mode):
    book = Book()
    async with FaultServer({stage: FAULTS[fault]}, times=1, offers=MODES[mode]) as server:
        await sent_to(server.port, book, [envelope(1), envelope(2)])
        assert [recipient for recipient, _ in server.accepted] == ["reader2@example.org"]
        assert server.connections == (2 if fault == "421" else 1)
    assert FAULTS[fault] in book.attempts[0].reason
    assert book.which(SENT) == [2]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize(("stage", "code"), [("RCPT", 550), ("RCPT", 450), ("MAIL", 452)])
async def test_a_server_that_waits_for_a_mail_it_refused_gets_a_lone_dot_and_nobody_an_empty_mail(
    stage, code, after, mode
):
    book = Book()
    async with FaultServer(
        {stage: f"{code} 5.1.1 no"}, after=after, times=1, lenient=True, offers=MODES[mode]
    ) as server:
        await sent_to(server.port, book, [envelope(n) for n in (1, 2, 3, 4)])
        refused = after + 1
        assert [body for _, body in server.accepted] == [ENVELOPE.data] * 3
        pipelined = mode == "pipelined"
        # Without a sender it took the recipient all the same: a dot would be a mail to that one.
        assert (server.empty, server.connections) == ((0, 1 + pipelined) if stage == "MAIL" else (pipelined, 1))
    assert sorted(book.which(SENT)) == sorted({1, 2, 3, 4} - {refused})
    assert book.intents.count(refused) == 0


async def test_many_refused_recipients_in_a_pipeline_cost_no_connection():
    book = Book()

    class Picky(FaultServer):
        async def _say(self, writer, stage, usual):
            if stage == "RCPT" and int(self.lines[-1].partition("reader")[2].partition("@")[0]) % 3 == 0:
                usual = "550 5.1.1 no such user"
            return await super()._say(writer, stage, usual)

    async with Picky(offers=PIPELINING) as server:
        report = await sent_to(server.port, book, [envelope(n) for n in range(1, 61)])
        assert (len(server.accepted), server.connections) == (40, 1)
    assert (report.sent, report.failed) == (40, 20)
    assert all(number % 3 == 0 for number in book.which(FAILED))


@pytest.mark.parametrize("mode", MODES)
async def test_when_a_loaded_server_dies_at_most_one_message_a_connection_is_in_doubt(mode):
    book = Book()
    async with FaultServer(dies_after=40, offers=MODES[mode]) as server:
        report = await sent_to(server.port, book, [envelope(n) for n in range(1, 200)], connections=4)
        has = numbers(server)
    in_doubt = set(book.which(IN_DOUBT))
    assert 1 <= len(in_doubt) <= 4
    assert report.unreachable
    # Lost: nothing. What it has is sent or in doubt, what it may not have is in doubt or untouched.
    assert set(book.which(SENT)) == has - in_doubt
    assert len(has - set(book.which(SENT))) == 1
    assert book.sending == set()


@pytest.mark.parametrize("mode", MODES)
async def test_a_server_that_cuts_after_every_dot_is_left_alone_soon(mode):
    book = Book()
    async with FaultServer({"dot": CUT}, offers=MODES[mode]) as server:
        report = await sent_to(server.port, book, [envelope(n) for n in range(1, 200)], connections=4)
        assert set(book.which(IN_DOUBT)) == numbers(server)
    assert 3 <= len(book.attempts) == book.states[IN_DOUBT] <= 3 + 3  # three in a row, and who was under way then
    assert "in a row" in report.unreachable


async def test_two_messages_to_a_server_that_dies_are_one_in_doubt_and_one_not_asked():
    book = Book()
    async with FaultServer(dies_after=1, offers=PIPELINING) as server:
        report = await sent_to(server.port, book, [envelope(1), envelope(2)])
    assert (book.which(IN_DOUBT), len(book.attempts)) == ([1], 1)
    assert "cannot be used" in report.unreachable


def numbers(server):
    return {int(recipient.split("@")[0].removeprefix("reader")) for recipient, _ in server.accepted}


@pytest.mark.parametrize("mode", MODES)
async def test_the_reply_may_take_as_long_as_it_may_though_the_body_must_leave_soon(mode):
    book = Book()
    async with FaultServer(slow=0.4, offers=MODES[mode]) as server:
        timeouts = replace(PATIENT, body=0.1)
        await sent_to(server.port, book, [envelope(1), envelope(2)], timeouts=timeouts)
    assert book.which(SENT) == [1, 2]
