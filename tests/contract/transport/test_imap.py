"""An IMAP server that refuses: each refusal says what to correct. How mails are read is shown by a real server in the lab."""

import socketserver
import threading
from contextlib import contextmanager

import pytest

from dispatcher.errors import TransportError
from dispatcher.transport.mailboxes.imap import ImapAccount, ImapMailbox, RefusedError
from tests.lab.daemons import free_port


@contextmanager
def server(answers):
    """Answers a command's first word as told, everything else with OK."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            for line in self.rfile:
                tag, word = line.split()[:2]
                if word.upper() == b"CAPABILITY":
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                answer = answers.get(word.upper().decode("latin-1"), "OK done")
                if answer is None:
                    return
                self.wfile.write(tag + b" " + answer.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield listening.server_address[1]
        listening.shutdown()
        thread.join()


def box(port, **more):
    account = {"tls": "none", "username": "bounces", "password": "a-secret", "time_limit": 5.0} | more
    return ImapMailbox(ImapAccount(host="127.0.0.1", port=port, **account))


def test_a_wrong_password_is_told_as_such_without_it():
    with server({"LOGIN": "NO [AUTHENTICATIONFAILED] wrong"}) as port, pytest.raises(RefusedError) as raised:
        box(port).open()
    assert "refuses name or password" in str(raised.value)
    assert "a-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({"SELECT": "NO no such folder"}, {}),
        ({"LOGIN": None}, {}),
        ({"SELECT": None}, {}),
        ({"STARTTLS": "NO not today"}, {"tls": "starttls"}),
        ({}, {"tls": "tls"}),
    ],
)
def test_whatever_else_goes_wrong_is_no_matter_of_the_password(answers, more):
    with server(answers) as port, pytest.raises(TransportError) as raised:
        box(port, **more).open()
    assert not isinstance(raised.value, RefusedError)
    assert raised.value.remedy


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(TransportError, match="cannot be read"):
        box(free_port()).open()


def test_a_connection_lost_between_two_mails_ends_the_run_and_sets_nothing_aside():
    with server({"UID": None}) as port:
        mailbox = box(port)
        mailbox.open()
        with pytest.raises(TransportError):
            mailbox.read("1")
        mailbox.close()
        mailbox.close()
