"""The lab's own mail world does what its tests rely on: it delivers, reports, refuses, and ends."""

import smtplib
from email import message_from_bytes

import pytest

from tests.lab.dovecot import READER
from tests.lab.postfix import postfix

SENDER = "world@news.example.org"
MAIL = "From: World <{}>\r\nTo: <{}>\r\nSubject: Ferries\r\nMessage-ID: <{}@news.example.org>\r\n\r\nHello\r\n"

pytestmark = pytest.mark.mail_server


def given(server, recipient, *, name="1"):
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(SENDER, [recipient], MAIL.format(SENDER, recipient, name).encode())


@pytest.fixture(scope="module")
def world():
    with postfix() as server:
        yield server


def test_mail_comes_to_its_mailbox_and_stands_in_the_log(world):
    given(world, READER, name="first")
    given(world, "anna+17@example.org", name="second")
    found = {message_from_bytes(mail)["Message-ID"] for mail in world.mails(at_least=2)}
    assert found == {"<first@news.example.org>", "<second@news.example.org>"}
    log = world.logged("status=sent", times=2)
    assert "message-id=<first@news.example.org>" in log


def test_an_unknown_reader_comes_back_to_the_sender_as_a_report(world):
    given(world, "nobody@example.org")
    (report,) = world.mails(SENDER, at_least=1, within=5)
    parsed = message_from_bytes(report)
    assert parsed.get_content_type() == "multipart/report"
    assert b"Final-Recipient: rfc822; nobody@example.org" in report
    assert b"Status: 5.1.1" in report


def test_nothing_leaves_for_anyone_outside(world):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        given(world, "someone@example.com")
    assert refused.value.recipients["someone@example.com"][0] == 554


def test_it_ends_with_its_block():
    with postfix(settings={"virtual_transport": "discard:"}) as server:
        given(server, READER)
        server.logged("status=sent")
        port = server.port
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", port)
