"""The other ends that we bring along: the embedded inbox, and the folder of dry runs."""

import pytest

from dispatcher.model import DeliveryState
from dispatcher.transport import FolderRelay
from dispatcher.transport.inbox import Inbox
from tests.fakes.book import Book
from tests.fakes.envelopes import BODY, envelope, sent_to, written_to

SENT, DEFERRED = DeliveryState.SENT, DeliveryState.DEFERRED


async def test_the_inbox_keeps_mail_as_it_was_and_tells_who_listens(tmp_path):
    heard = []
    async with Inbox(on_message=heard.append, folder=tmp_path / "in") as inbox:
        await sent_to(inbox.port, Book(), [envelope(1), envelope(2)])
        mail = inbox.messages[0]
        assert (mail.sender, mail.recipients, mail.data) == ("world@news.example.org", ("reader1@example.org",), BODY)
        assert heard == inbox.messages
    assert [path.read_bytes() for path in sorted((tmp_path / "in").iterdir())] == [BODY, BODY]


async def test_the_inbox_answers_as_scripted_and_goes_on():
    book = Book()
    async with Inbox() as inbox:
        inbox.reply_to("reader1@example.org", 452, "4.2.2 the mailbox is full")
        inbox.reply_to("reader2@example.org", 550, "5.1.1 no such user")
        await sent_to(inbox.port, book, [envelope(1), envelope(2), envelope(3)])
        assert [mail.recipients for mail in inbox.messages] == [("reader3@example.org",)]
    assert [attempt.state for attempt in book.attempts] == [DEFERRED, DeliveryState.FAILED, SENT]
    assert [attempt.suppress for attempt in book.attempts] == [False, True, False]


async def test_a_stopped_inbox_takes_nothing_and_can_start_again_where_it_was():
    inbox, book = Inbox(), Book()
    await inbox.start()
    await sent_to(inbox.port, book, [envelope(1)])
    await inbox.stop()
    assert (await sent_to(inbox.port, book, [envelope(2)])).unreachable
    await inbox.start()
    assert (await sent_to(inbox.port, book, [envelope(2)])).sent == 1
    await inbox.stop()


async def test_a_folder_takes_each_message_once_however_often_it_is_sent(tmp_path):
    relay = FolderRelay(tmp_path / "new" / "out")
    for _ in range(2):
        book = Book()
        report = await written_to(relay, book, [envelope(n, file_stem=f"digest-{n}") for n in range(1, 8)])
        assert (report.sent, book.states, book.sending) == (7, {SENT: 7}, set())
    assert sorted(path.name for path in relay.path.iterdir()) == [f"digest-{n}.eml" for n in range(1, 8)]
    assert (relay.path / "digest-3.eml").read_bytes() == BODY


async def test_a_folder_writes_nothing_that_is_not_ours(tmp_path):
    await written_to(FolderRelay(tmp_path), Book(not_ours={1}), [envelope(1), envelope(2)])
    assert [path.name for path in tmp_path.iterdir()] == ["2.eml"]


async def test_a_folder_that_cannot_be_written_is_named_and_costs_no_attempt(tmp_path):
    (tmp_path / "out").write_text("a file is in the way")
    book = Book()
    report = await written_to(FolderRelay(tmp_path / "out"), book, [envelope(n) for n in range(3)])
    assert str(tmp_path / "out") in report.unreachable
    assert (book.attempts, book.intents) == ([], [])


@pytest.mark.parametrize("obstacle", ["1.part"])
async def test_a_file_that_cannot_be_written_is_deferred_and_ends_the_run(tmp_path, obstacle):
    (tmp_path / obstacle).mkdir()
    book = Book()
    report = await written_to(FolderRelay(tmp_path, connections=1), book, [envelope(n) for n in (1, 2, 3)])
    assert [(attempt.state, attempt.delivery_id) for attempt in book.attempts] == [(DEFERRED, 1)]
    assert "cannot be written" in report.unreachable
    assert book.sending == set()
