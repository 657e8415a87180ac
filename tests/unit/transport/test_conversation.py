"""Replies as they come in from a server: in any pieces, and from anybody."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Reply
from dispatcher.transport.conversation import BrokenError, Conversation


class Line(asyncio.Transport):
    """One end of a connection whose other end is the test; `takes` bytes at once, the rest stays behind."""

    def __init__(self, *, takes=10**9):
        super().__init__()
        self.written = bytearray()
        self.closing = False
        self.takes = takes

    def set_protocol(self, protocol):
        self.protocol = protocol

    def set_write_buffer_limits(self, high=None, low=None):
        assert (high, low) == (0, 0)

    def write(self, data):
        self.written += data
        if len(data) > self.takes:
            self.protocol.pause_writing()

    def is_closing(self):
        return self.closing

    def abort(self):
        self.closing = True


def heard(pieces):
    """What a command is answered when the server says these pieces."""

    async def conversed():
        line = Line()
        conversation = Conversation(line)
        asking = asyncio.ensure_future(conversation.command("NOOP", within=1))
        await asyncio.sleep(0)
        for piece in pieces:
            conversation.data_received(piece)
        conversation.connection_lost(None)
        return await asking

    return asyncio.run(conversed())


REPLIES = [
    (b"250 2.1.0 Ok\r\n", Reply(250, "Ok", "2.1.0")),
    (b"250\r\n", Reply(250)),
    (b"250-first\r\n250 second\r\n", Reply(250, "first second")),
    (b"550-5.1.1 no\r\n550-5.1.1 such\r\n550 5.1.1 user\r\n", Reply(550, "no such user", "5.1.1")),
    (b"550 5.1.1\r\n", Reply(550, "", "5.1.1")),
    (b"451 4.7.1 later\n", Reply(451, "later", "4.7.1")),
    (b"550 5.1.1234 not a code\r\n", Reply(550, "5.1.1234 not a code")),
    (b"554 \x1b[2Jgone\x07\r\n", Reply(554, "[2Jgone")),
    ("550 5.1.1 keine Empfängerin\r\n".encode(), Reply(550, "keine Empfängerin", "5.1.1")),
    (b"550 \xff\xfe\r\n", Reply(550, "\ufffd\ufffd")),
]


@pytest.mark.parametrize(("said", "reply"), REPLIES)
def test_a_reply_is_read_the_same_in_one_piece_and_in_many(said, reply):
    assert heard([said]) == heard([bytes([byte]) for byte in said]) == reply


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_whatever_a_server_says_is_a_reply_or_a_broken_connection(pieces):
    try:
        reply = heard(pieces)
    except BrokenError:
        return
    assert 200 <= reply.code <= 599
    assert reply.text.isprintable()


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 400 Bad Request\r\n", b"\r\n", b"99 x\r\n", b"650 x\r\n", b"250x\r\n", b""]
)
def test_what_is_no_reply_breaks_the_conversation(said):
    with pytest.raises(BrokenError):
        heard([said])


def test_an_answer_without_end_is_cut_off():
    with pytest.raises(BrokenError, match="no end"):
        heard([b"250-more\r\n" * 1000] * 20)
    with pytest.raises(BrokenError, match="no end"):
        heard([b"2" * 70_000])


async def test_what_was_said_unasked_is_not_taken_for_the_next_answer():
    conversation = Conversation(Line())
    conversation.data_received(b"421 4.4.2 idle for too long\r\n")
    with pytest.raises(BrokenError, match="421 idle for too long"):
        await conversation.command("MAIL FROM:<>", within=1)


async def test_a_command_is_one_line():
    line = Line()
    with pytest.raises(ValueError, match="one line"):
        await Conversation(line).command("RCPT TO:<a>\r\nDATA", within=1)
    assert line.written == b""


@pytest.mark.parametrize(("takes", "left"), [(10**9, True), (10, False)])
async def test_a_body_has_left_when_the_kernel_has_all_of_it(takes, left):
    conversation = Conversation(Line(takes=takes))
    sending = asyncio.ensure_future(conversation.body(b"x" * 100, leave_within=1, reply_within=1))
    await asyncio.sleep(0)
    conversation.connection_lost(ConnectionResetError())
    with pytest.raises(BrokenError):
        await sending
    assert conversation.body_left is left


async def test_a_body_that_left_late_is_in_doubt_from_then_on():
    conversation = Conversation(Line(takes=10))
    sending = asyncio.ensure_future(conversation.body(b"x" * 100, leave_within=0.01, reply_within=1))
    await asyncio.sleep(0)
    assert not conversation.body_left
    conversation.resume_writing()
    await asyncio.sleep(0.03)  # longer than it may take to leave: now it is the reply that is waited for
    assert not sending.done()
    conversation.connection_lost(None)
    with pytest.raises(BrokenError):
        await sending
    assert conversation.body_left


async def test_a_large_body_waits_for_room_between_its_pieces():
    line = Line(takes=10)
    conversation = Conversation(line)
    data = bytes(range(256)) * 2000
    sending = asyncio.ensure_future(conversation.body(data, leave_within=1, reply_within=1))
    await asyncio.sleep(0)
    assert 0 < len(line.written) < len(data)
    while not conversation.body_left:
        conversation.resume_writing()
        await asyncio.sleep(0)
    assert line.written == data
    conversation.data_received(b"250 Ok\r\n")
    assert (await sending).code == 250


async def test_a_write_that_fails_at_once_took_nothing_with_it():
    class Gone(Line):
        def write(self, data):
            self.closing = True

    conversation = Conversation(Gone())
    sending = asyncio.ensure_future(conversation.body(b"x" * 100, leave_within=1, reply_within=1))
    await asyncio.sleep(0)
    conversation.connection_lost(BrokenPipeError())
    with pytest.raises(BrokenError):
        await sending
    assert not conversation.body_left


async def test_a_refusal_before_the_body_has_left_is_heard():
    conversation = Conversation(Line(takes=10))
    sending = asyncio.ensure_future(conversation.body(b"x" * 100, leave_within=1, reply_within=1))
    await asyncio.sleep(0)
    conversation.data_received(b"552 5.3.4 too big\r\n")
    assert await sending == Reply(552, "too big", "5.3.4")
    assert not conversation.body_left


async def test_after_a_lost_connection_no_body_leaves():
    line = Line()
    conversation = Conversation(line)
    conversation.connection_lost(None)
    with pytest.raises(BrokenError):
        await conversation.body(b"x", leave_within=1, reply_within=1)
    assert (line.written, conversation.body_left) == (b"", False)
