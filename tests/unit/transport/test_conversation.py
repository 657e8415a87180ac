"""What was said, what was answered, and what it means when the answer does not come."""

import asyncio

import pytest

from dispatcher.model import Reply
from dispatcher.transport.conversation import BrokenError, Conversation
from tests.fakes.line import Line


async def test_replies_come_in_the_order_of_what_was_said_and_later_ones_wait_for_their_reader():
    conversation = Conversation(Line())
    conversation.say(b"MAIL\r\nRCPT\r\nDATA\r\n", replies=3)
    conversation.data_received(b"250 a\r\n550 b\r\n35")
    conversation.data_received(b"4 c\r\n")
    assert [(await conversation.reply(within=1)).code for _ in range(3)] == [250, 550, 354]


async def test_what_was_said_unasked_is_not_taken_for_the_next_answer():
    conversation = Conversation(Line())
    conversation.data_received(b"421 4.4.2 idle for too long\r\n")
    conversation.say(b"NOOP\r\n")
    with pytest.raises(BrokenError, match="421 idle for too long"):
        await conversation.reply(within=1)
    assert conversation.hung_up


async def test_replies_before_the_end_of_a_conversation_are_heard_and_then_it_is_over():
    for end in (Conversation.eof_received, lambda each: each.connection_lost(None), lambda each: each.abort()):
        conversation = Conversation(Line())
        conversation.say(b"MAIL\r\nRCPT\r\n", replies=2)
        conversation.data_received(b"250 Ok\r\n")
        end(conversation)
        assert (await conversation.reply(within=1)).code == 250
        with pytest.raises(BrokenError):
            await conversation.reply(within=1)


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n", b"\r\n"])
async def test_what_is_no_reply_breaks_the_conversation(said):
    line = Line()
    conversation = Conversation(line)
    conversation.say(b"NOOP\r\n")
    conversation.data_received(said)
    with pytest.raises(BrokenError, match="no SMTP reply"):
        await conversation.reply(within=1)
    assert line.closing
    assert not conversation.hung_up


async def test_a_reply_that_does_not_come_in_time_ends_the_conversation_and_one_timer_serves_all():
    conversation = Conversation(Line())
    conversation.say(b"MAIL\r\nRCPT\r\nDATA\r\n", replies=3)
    asyncio.get_running_loop().call_later(0.03, conversation.data_received, b"250 Ok\r\n")
    assert (await conversation.reply(within=10)).code == 250
    with pytest.raises(BrokenError, match="in time"):
        await conversation.reply(within=0.02)  # sooner than the timer that was set before


async def test_waiting_for_several_replies_breaks_nothing():
    conversation = Conversation(Line())
    conversation.say(b"MAIL\r\nRCPT\r\n", replies=2)
    conversation.data_received(b"250 Ok\r\n")
    assert not await conversation.hears(2, within=0.01)
    conversation.data_received(b"250 Ok\r\n")
    assert await conversation.hears(2, within=0.01)
    assert conversation.lost is None
    conversation.connection_lost(None)
    assert await conversation.hears(5, within=1)  # no more can come


async def test_who_waits_can_be_told_to_hurry():
    conversation = Conversation(Line())
    conversation.say(b"MAIL\r\n")
    waiting = asyncio.ensure_future(conversation.reply(within=300))
    await asyncio.sleep(0)
    conversation.hurry(within=0.01)
    with pytest.raises(BrokenError):
        await asyncio.wait_for(waiting, 1)


def replying(conversation, data=b"x" * 100, *, leave_within=1.0, behind=b""):
    conversation.body(data, leave_within=leave_within, reply_within=1, behind=behind, replies=3 if behind else 0)
    return asyncio.ensure_future(conversation.reply())


async def outcome(conversation, sending):
    with pytest.raises(BrokenError):
        await sending
    return conversation.body_left


ENVELOPE = b"MAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n"


@pytest.mark.parametrize("behind", [b"", ENVELOPE])
@pytest.mark.parametrize(("takes", "left"), [(10**9, True), (10, False)])
async def test_a_body_has_left_when_the_kernel_has_all_of_it(takes, left, behind):
    line = Line(takes=takes)
    conversation = Conversation(line)
    sending = replying(conversation, behind=behind)
    await asyncio.sleep(0)
    conversation.abort()  # cut by us: nothing leaves after this moment
    assert await outcome(conversation, sending) is left


@pytest.mark.parametrize(("missing", "left"), [(0, True), (1, True), (len(ENVELOPE), True), (len(ENVELOPE) + 1, False)])
@pytest.mark.parametrize("end", ["time", "eof", "garbage", "reply"])
async def test_the_envelope_behind_a_body_does_not_matter_to_whether_it_has_left(missing, left, end):
    line = Line(takes=1)
    conversation = Conversation(line)
    sending = replying(conversation, behind=ENVELOPE)
    await asyncio.sleep(0)
    assert line.written.endswith(ENVELOPE)  # in the same write
    line.leave(line.waiting - missing)
    match end:
        case "eof":
            conversation.eof_received()
        case "garbage":
            conversation.data_received(b"what?\r\n")
        case "reply":
            conversation.data_received(b"421 going\r\n")
            assert (await sending).code == 421
            assert line.closing is not left  # an answer to what it does not have
            sending = None
        case "time":
            conversation.hurry(within=0)
    if sending is not None:
        await outcome(conversation, sending)
    assert conversation.body_left is left


async def test_where_the_transport_does_not_say_how_much_had_left_it_may_have():
    for behind, left in ((ENVELOPE, True), (b"", False)):
        line = Line(takes=10)
        conversation = Conversation(line)
        sending = replying(conversation, behind=behind)
        await asyncio.sleep(0)
        line.waiting = 0  # a transport forgets what it held when the connection breaks
        conversation.connection_lost(ConnectionResetError())
        assert await outcome(conversation, sending) is left


async def test_in_tls_the_seal_of_what_stands_behind_is_allowed_for():
    for waiting, left in ((len(ENVELOPE) + 60, True), (len(ENVELOPE) + 300, False)):
        line = Line(takes=1, secured=True)
        conversation = Conversation(line)
        sending = replying(conversation, b"x" * 1000, behind=ENVELOPE)
        await asyncio.sleep(0)
        line.waiting = waiting
        conversation.abort()
        assert await outcome(conversation, sending) is left


async def test_a_body_that_left_late_is_in_doubt_from_then_on():
    line = Line(takes=10)
    conversation = Conversation(line)
    sending = replying(conversation, leave_within=0.01)
    await asyncio.sleep(0)
    assert not conversation.body_left
    line.leave()
    await asyncio.sleep(0.03)  # longer than it may take to leave: now it is the reply that is waited for
    assert not sending.done()
    conversation.connection_lost(None)
    assert await outcome(conversation, sending)


async def test_the_reply_may_be_waited_for_shorter_than_the_body_may_take_to_leave():
    line = Line(takes=10)
    conversation = Conversation(line)
    conversation.body(b"x" * 100, leave_within=300, reply_within=0.02)
    sending = asyncio.ensure_future(conversation.reply())
    await asyncio.sleep(0)
    line.leave()
    assert await asyncio.wait_for(outcome(conversation, sending), 1)


async def test_a_large_body_waits_for_room_between_its_pieces_and_the_envelope_goes_with_the_last():
    line = Line(takes=10)
    conversation = Conversation(line)
    data = bytes(range(256)) * 2000
    sending = replying(conversation, data, behind=ENVELOPE)
    await asyncio.sleep(0)
    assert 0 < len(line.written) < len(data)
    while not conversation.body_left:
        line.leave()
        await asyncio.sleep(0)
    assert line.written == data + ENVELOPE
    conversation.data_received(b"250 Ok\r\n")
    assert (await sending).code == 250


async def test_a_large_body_that_is_cut_between_its_pieces_has_not_left():
    conversation = Conversation(Line(takes=10))
    sending = replying(conversation, bytes(500_000), behind=ENVELOPE)
    await asyncio.sleep(0)
    conversation.connection_lost(ConnectionResetError())
    assert not await outcome(conversation, sending)


async def test_a_write_that_fails_at_once_took_nothing_with_it():
    class Gone(Line):
        def write(self, data):
            self.closing = True

    conversation = Conversation(Gone())
    sending = replying(conversation, behind=ENVELOPE)
    await asyncio.sleep(0)
    conversation.connection_lost(BrokenPipeError())
    assert not await outcome(conversation, sending)


async def test_a_refusal_before_the_body_has_left_is_heard_and_the_rest_never_leaves():
    line = Line(takes=10)
    conversation = Conversation(line)
    sending = replying(conversation)
    await asyncio.sleep(0)
    conversation.data_received(b"552 5.3.4 too big\r\n")
    assert line.closing
    assert await sending == Reply(552, "too big", "5.3.4")
    assert not conversation.body_left


async def test_after_a_lost_connection_no_body_leaves():
    line = Line()
    conversation = Conversation(line)
    sending = replying(conversation, b"1")
    conversation.data_received(b"250 Ok\r\n")
    await sending
    assert conversation.body_left
    conversation.connection_lost(None)
    assert not await outcome(conversation, replying(conversation, b"2"))
    assert line.written == b"1"
