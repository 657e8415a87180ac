"""What leaves is what was meant: an address that is one, a body that ends where it ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import DeliveryState
from dispatcher.transport.lines import lines_of
from dispatcher.transport.outcomes import Outcome
from tests.fakes.envelopes import envelope

BYTES = st.lists(st.sampled_from([b"\r\n", b".", b"a", b"\r\n.", b"..", b"\xff"]), max_size=30).map(b"".join)
WILD = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"a"]), max_size=12).map(b"".join)


def unstuffed(body):
    """What a server makes of it (RFC 5321 §4.5.2)."""
    assert body.endswith(b"\r\n.\r\n") or body == b".\r\n"
    assert body.find(b"\r\n.\r\n") in (-1, len(body) - 5)
    *lines, end, nothing = body.split(b"\r\n")
    assert (end, nothing) == (b".", b"")
    return b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)


@given(BYTES.filter(bool))
def test_a_body_arrives_as_it_was_with_a_last_line_end(data):
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    assert unstuffed(lines_of(envelope(1, data=data), offers=()).body) == whole


@given(WILD)
def test_a_line_end_that_is_none_is_found_wherever_it_stands(data):
    fit = bool(data) and not re.search(rb"\r(?!\n)|(?<!\r)\n", data)
    lines = lines_of(envelope(1, data=data), offers=())
    assert isinstance(lines, Outcome) is not fit
    if not fit:
        assert (lines.state, lines.suppress) == (DeliveryState.FAILED, False)


@given(st.text(max_size=20))
def test_a_command_is_one_line_whatever_the_address(text):
    lines = lines_of(envelope(1, sender=text, recipient=f"{text}@example.org"), offers=("smtputf8",))
    if not isinstance(lines, Outcome):
        for line in (lines.mail, lines.rcpt):
            assert line.count(b"\r\n") == line.count(b"\n") == line.count(b"\r") == 1
            assert line.endswith(b"\r\n")
            assert line.count(b"<") == line.count(b">") == 1


@pytest.mark.parametrize(
    ("offers", "mail"),
    [
        ((), b"MAIL FROM:<world@news.example.org>\r\n"),
        (("size",), b"MAIL FROM:<world@news.example.org> SIZE=85\r\n"),
    ],
)
def test_what_is_said_is_what_the_server_offers(offers, mail):
    each = envelope(1, data=b"x" * 83 + b"\r\n")
    lines = lines_of(each, offers=offers)
    assert (lines.mail, lines.rcpt) == (mail, b"RCPT TO:<reader1@example.org>\r\n")
