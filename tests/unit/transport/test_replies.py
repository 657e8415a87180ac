"""Replies as they come in from a server: in any pieces, and from anybody."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Reply
from dispatcher.transport.replies import NoReplyError, Replies


def heard(pieces):
    """The replies in what the server says in these pieces."""
    replies = Replies()
    return [reply for piece in pieces for reply in replies.read(piece)]


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
    (b"250 2.0.0 " + b"x" * 90 + b"\r\n", Reply(250, "x" * 90, "2.0.0")),
]


@pytest.mark.parametrize(("said", "reply"), REPLIES)
def test_a_reply_is_read_the_same_in_one_piece_and_in_many(said, reply):
    assert heard([said]) == heard([bytes([byte]) for byte in said]) == [reply]


@given(st.lists(st.sampled_from(REPLIES), max_size=6), st.lists(st.integers(0, 400)))
def test_replies_are_the_same_however_their_bytes_are_parted(said, cuts):
    whole = b"".join(line for line, _ in said)
    at = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    assert heard([whole[a:b] for a, b in pairwise(at)]) == [reply for _, reply in said]


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_whatever_a_server_says_is_replies_or_none(pieces):
    try:
        replies = heard(pieces)
    except NoReplyError:
        return
    assert all(200 <= reply.code <= 599 and reply.text.isprintable() for reply in replies)


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 400 Bad Request\r\n", b"\r\n", b"99 x\r\n", b"650 x\r\n", b"250x\r\n", b"abc-def\r\n"]
)
def test_what_is_no_reply_is_refused_at_once_and_what_came_before_it_was_heard(said):
    with pytest.raises(NoReplyError):
        heard([said])
    replies = Replies().read(b"250 Ok\r\n" + said)
    assert next(replies) == Reply(250, "Ok")


def test_an_answer_without_end_is_cut_off():
    with pytest.raises(NoReplyError, match="no end"):
        heard([b"250-more\r\n" * 1000] * 20)
    with pytest.raises(NoReplyError, match="no end"):
        heard([b"2" * 70_000])


def test_what_a_server_says_is_kept_up_to_a_length():
    (reply,) = heard([b"550 " + b"y" * 3000 + b"\r\n"])
    assert len(reply.text) == 500
