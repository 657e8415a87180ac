"""A real Postfix, each kind of end of a transaction provoked, and what its log says of it then."""

import socket
import time
from datetime import timedelta

import pytest

from dispatcher import clock
from dispatcher.app.evidence import machine_zone
from dispatcher.transport.evidence import Doubt, Finding, evidence_at
from tests.lab.postfix import postfix

SENDER, READER = "world@news.example.org", "anna@example.org"
GRACE = timedelta(seconds=0.3)
DOT = b"\r\n.\r\n"
ACCEPTED, ABSENT, UNKNOWN = Finding.ACCEPTED, Finding.ABSENT, Finding.UNKNOWN
SETTINGS = {
    "virtual_transport": "discard:",
    "message_size_limit": "100000",
    "header_checks": "regexp:{{/^Subject: refused/ REJECT no}, {/^Subject: aside/ HOLD wait}}",
    # What comes through this door is thought about for four seconds after its dot.
    "smtpd_restriction_classes": "slow",
    "slow": "sleep 4",
    "smtpd_end_of_data_restrictions": "check_helo_access inline:{slow.example.org=slow}",
}

pytestmark = pytest.mark.mail_server


@pytest.fixture(scope="module")
def server():
    with postfix(settings=SETTINGS) as running:
        yield running


def given(server, name, *, subject="news", body=b"Hello", end=DOT, hears=True, helo="news.example.org"):
    """Say all of it on one connection, hear the last reply or hang up before; the doubt that leaves us in."""
    message_id = f"<{name}@news.example.org>"
    since = clock.now()
    with socket.create_connection(("127.0.0.1", server.port)) as connection, connection.makefile("rb") as replies:
        for line in (f"HELO {helo}", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{READER}>", "DATA"):
            replies.readline()
            connection.sendall(f"{line}\r\n".encode())
        assert replies.readline().startswith(b"354")
        head = f"From: {SENDER}\r\nMessage-ID: {message_id}\r\nSubject: {subject}\r\n\r\n"
        connection.sendall(head.encode() + body + end)
        if hears:
            replies.readline()
    return Doubt(delivery_id=1, message_id=message_id, since=since, until=clock.now())


def verdicts(server, doubt, *, for_=6.0):
    """What the log says, look after look, until it is sure or time is up; each finding once."""
    reader = evidence_at(f"postfix:{server.maillog}", grace=GRACE, zone=machine_zone(), folder=server.folder)
    found = []
    until = time.monotonic() + for_
    while time.monotonic() < until:
        verdict = reader.accepted([doubt], known=(), now=clock.now())[1]
        if verdict.finding not in found:
            found.append(verdict.finding)
        if verdict.finding is not UNKNOWN:
            break
        if verdict.waiting:
            socket.create_connection(("127.0.0.1", server.port)).close()
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("hears", [True, False], ids=["heard", "unheard"])
@pytest.mark.parametrize("size", [5, 50_000])
def test_what_got_its_dot_was_taken(server, size, hears):
    doubt = given(server, f"taken.{size}.{hears}", body=b"x" * size, hears=hears)
    assert verdicts(server, doubt)[-1] is ACCEPTED


@pytest.mark.parametrize("size", [5, 50_000])
def test_what_was_cut_before_its_dot_was_not(server, size):
    doubt = given(server, f"cut.{size}", body=b"x" * size, end=b"\r\n.", hears=False)
    assert verdicts(server, doubt)[-1] is ABSENT


def test_what_was_refused_at_its_end_was_not(server):
    assert verdicts(server, given(server, "refused", subject="refused"))[-1] is ABSENT


def test_what_is_too_large_was_not(server):
    assert verdicts(server, given(server, "large", body=b"x\r\n" * 50_000))[-1] is ABSENT


def test_what_never_came_was_not(server):
    now = clock.now()
    assert verdicts(server, Doubt(delivery_id=1, message_id="<never@example.org>", since=now, until=now))[-1] is ABSENT


def test_what_was_put_aside_is_for_the_operator(server):
    assert verdicts(server, given(server, "aside", subject="aside"), for_=3) == [UNKNOWN]


@pytest.mark.parametrize("size", [5, 50_000])
def test_what_is_taken_long_after_its_client_is_gone_is_waited_for(server, size):
    """Of a small message not even the Message-ID stands in the log before."""
    doubt = given(server, f"slow.{size}", body=b"x" * size, hears=False, helo="slow.example.org")
    assert verdicts(server, doubt, for_=10) == [UNKNOWN, ACCEPTED]


def test_what_is_never_finished_is_waited_for_until_it_is_over(server):
    doubt = given(server, "slow.cut", end=b"\r\n", hears=False, helo="slow.example.org")
    assert verdicts(server, doubt)[-1] is ABSENT
