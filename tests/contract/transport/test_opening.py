"""Connecting: encryption as the relay's `tls` says, a password only where it is safe, and words for what went wrong."""

import asyncio

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from dispatcher.model import DeliveryState, Stage
from dispatcher.transport import Relay
from dispatcher.transport.inbox import Inbox
from dispatcher.transport.opening import may_say_password
from tests.fakes.book import Book
from tests.fakes.envelopes import LARGE, envelope, sent_to
from tests.fakes.smtp import FaultServer


@pytest.mark.parametrize(
    ("tls", "trusted", "arrives"),
    [("auto", False, True), ("starttls", False, False), ("starttls", True, True), ("none", False, False)],
)
async def test_starttls_is_used_where_offered_and_verified_where_required(certificate, secured, tls, trusted, arrives):
    book = Book()
    async with Inbox(tls_context=secured, require_starttls=True) as inbox:
        trust = certificate if trusted else None
        report = await sent_to(inbox.port, book, [envelope(1)], tls=tls, trusted=trust)
        assert len(inbox.messages) == report.sent == int(arrives)
    if tls == "starttls" and not arrives:
        assert "certificate" in report.unreachable.lower()
        assert book.attempts == []


async def test_a_server_without_starttls_gets_no_mail_that_requires_it():
    book = Book()
    async with Inbox() as inbox:
        report = await sent_to(inbox.port, book, [envelope(1)], tls="starttls")
        assert inbox.messages == []
    assert (book.attempts, "STARTTLS" in report.unreachable) == ([], True)


@pytest.mark.parametrize("trusted", [True, False])
async def test_tls_from_the_first_byte_is_always_verified(certificate, secured, trusted):
    class Kept:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
            return "250 2.0.0 Ok"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Kept(), loop=loop), "127.0.0.1", 0, ssl=secured)
    port = server.sockets[0].getsockname()[1]
    trust = certificate if trusted else None
    report = await sent_to(port, Book(), [envelope(1)], tls="tls", trusted=trust)
    server.close()
    assert (report.sent, report.unreachable is None) == (int(trusted), trusted)


async def test_a_large_body_goes_through_tls_whole_and_many_small_ones(secured):
    book = Book()
    async with Inbox(tls_context=secured, data_size_limit=2 * len(LARGE)) as inbox:
        await sent_to(inbox.port, book, [envelope(n) for n in range(20)], tls="auto")
        await sent_to(inbox.port, book, [envelope(99, data=LARGE)], tls="auto")
        assert [len(mail.data) for mail in inbox.messages[20:]] == [len(LARGE)]
    assert book.states == {DeliveryState.SENT: 21}


async def test_a_large_body_cut_in_tls_is_not_sent(secured):
    book = Book()

    class Cutting(SMTP):
        async def smtp_DATA(self, arg):  # noqa: N802 - the library's name
            await self.push("354 go ahead")
            await self._reader.readline()
            self.transport.abort()

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Cutting(Inbox(), loop=loop, tls_context=secured, hostname="localhost"), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    await sent_to(port, book, [envelope(1, data=LARGE * 2)], tls="auto")
    server.close()
    assert [(each.state, each.stage) for each in book.attempts] == [(DeliveryState.DEFERRED, Stage.BODY)]


def knows_anna(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"anna", b"secret"), handled=False)


@pytest.mark.parametrize("password", ["secret", "wrong"])
async def test_a_wrong_password_ends_the_run_with_the_servers_words_and_nothing_is_tried(secured, password):
    book = Book()
    async with Inbox(tls_context=secured, authenticator=knows_anna, auth_required=True) as inbox:
        report = await sent_to(inbox.port, book, [envelope(1)], tls="auto", username="anna", password=password)
    assert report.sent == int(password == "secret")
    if password == "wrong":
        assert "535" in report.unreachable
        assert password not in report.unreachable.split("check [smtp]")[0]
        assert (book.attempts, book.intents) == ([], [])


@pytest.mark.parametrize(
    ("relay", "encrypted", "may"),
    [
        (Relay(host="mail.example.org"), False, False),
        (Relay(host="mail.example.org"), True, True),
        (Relay(host="mail.example.org", tls="none"), False, True),  # the operator says so
        (Relay(host="127.0.0.1"), False, True),
    ],
)
def test_a_password_is_not_said_in_the_clear_to_a_server_elsewhere(relay, encrypted, may):
    assert may_say_password(relay, encrypted=encrypted) is may


async def test_a_password_is_said_on_this_machine_also_in_the_clear():
    async with FaultServer({"AUTH": "235 2.7.0 welcome"}, offers=("AUTH PLAIN",)) as server:
        report = await sent_to(server.port, Book(), [envelope(1)], username="anna", password="secret")
        assert (report.sent, server.reached["AUTH"]) == (1, 1)


async def test_we_introduce_ourselves_by_the_name_we_were_given():
    async with FaultServer() as server:
        await sent_to(server.port, Book(), [envelope(1)], helo_name="news.example.org")
        assert server.lines[0].upper() == "EHLO NEWS.EXAMPLE.ORG"
