"""Postfix's smtp-sink misbehaves in its own ways, over its own PIPELINING: the states are true all the same."""

from __future__ import annotations

import asyncio
import re

import pytest

from dispatcher.model import DeliveryState, Stage
from tests.fakes.book import Book
from tests.fakes.envelopes import envelope, sent_to
from tests.lab.smtp_sink import smtp_sink, taken

SENT, DEFERRED, FAILED, IN_DOUBT = (
    DeliveryState.SENT,
    DeliveryState.DEFERRED,
    DeliveryState.FAILED,
    DeliveryState.IN_DOUBT,
)
STAGES = {"MAIL": Stage.MAIL, "RCPT": Stage.RCPT, "DATA": Stage.DATA, ".": Stage.REPLY}
STEPPED, PIPELINED = ("-p",), ()
CASES = [
    *(("-q", command, mode) for command in ("CONNECT", "EHLO", *STAGES, "QUIT") for mode in (STEPPED, PIPELINED)),
    *(("-Q", command, mode) for command in ("CONNECT", "EHLO", *STAGES, "QUIT") for mode in (STEPPED, PIPELINED)),
    *((reject, command, STEPPED) for reject in ("-r", "-f") for command in (*STAGES, "QUIT")),  # these imply -p
]


def truth(fault, command):
    """State and stage; None: the relay cannot be used."""
    if command == "QUIT":
        return SENT, Stage.REPLY
    if command not in STAGES:
        return None
    if fault == "-q" and command == ".":
        return IN_DOUBT, Stage.REPLY
    hard = fault == "-f" and command != "MAIL"  # what is said before the recipient is everyone's
    return (FAILED if hard else DEFERRED), STAGES[command]


@pytest.mark.parametrize(("fault", "command", "mode"), CASES)
def test_each_fault_of_smtp_sink_ends_in_the_state_that_is_true(fault, command, mode):
    book = Book()
    with smtp_sink(fault, command, *mode) as (port, folder):
        report = asyncio.run(sent_to(port, book, [envelope(n) for n in range(1, 6)]))
        copies = len(taken(folder))
    wanted = truth(fault, command)
    assert {(attempt.state, attempt.stage) for attempt in book.attempts} == ({wanted} if wanted else set())
    assert book.sending == set()
    numbers = [attempt.delivery_id for attempt in book.attempts]
    assert len(numbers) == len(set(numbers))
    # One domain, 421: that domain's affair. All else that is not about the message ends the run after three.
    ends = wanted is None or (wanted[0] is not SENT and (fault == "-q" or command == "MAIL"))
    assert (report.unreachable is not None) == ends
    assert len(numbers) == (0 if wanted is None else 3 if ends else 5)
    if wanted and wanted[0] is SENT:
        assert copies == 5
    elif command != ".":
        assert copies == 0


@pytest.mark.parametrize("mode", [STEPPED, PIPELINED])
def test_what_smtp_sink_took_is_what_was_sent_each_once(mode):
    book = Book()
    messages = [envelope(n, data=b"Subject: number %d\r\n\r\n.dot\r\n..\r\nend\r\n" % n) for n in range(1, 301)]
    with smtp_sink(*mode) as (port, folder):
        report = asyncio.run(sent_to(port, book, messages, connections=5))
        copies = taken(folder)
    assert report.sent == 300
    numbers = [int(found[1]) for copy in copies if (found := re.search(rb"^Subject: number (\d+)", copy, re.MULTILINE))]
    assert sorted(numbers) == list(range(1, 301))
    assert all(b"\n.dot\n..\nend\n" in copy.replace(b"\r\n", b"\n") for copy in copies)


@pytest.mark.parametrize("mode", [STEPPED, PIPELINED])
def test_a_server_that_refuses_a_mail_before_it_has_read_it_is_believed(mode):
    book = Book()
    large = b"Subject: large\r\n\r\n" + (b"y" * 70 + b"\r\n") * 130_000
    with smtp_sink("-A", "0", *mode) as (port, folder):
        asyncio.run(sent_to(port, book, [envelope(1, data=large)]))
        assert taken(folder) == []
    (attempt,) = book.attempts
    # It says 550 and closes with our bytes unread, so that the network may swallow what it said.
    assert (attempt.state, attempt.stage) in {(FAILED, Stage.BODY), (DEFERRED, Stage.BODY)}
