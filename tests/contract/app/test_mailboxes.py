"""Mailboxes are read to the end: what is done is noted after it is durable, what cannot be read is set aside."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from dispatcher.app import bounces, mailboxes, notices
from dispatcher.app.verp import envelope_sender
from dispatcher.errors import StorageError, TransportError
from dispatcher.transport.mailboxes.imap import RefusedError
from tests.fakes.house import SETTINGS, house, let_in
from tests.fakes.people import NOON
from tests.fakes.reports import ANNA, delivery_report, group
from tests.fakes.sent_mail import went_out

MAILDIR = '[bounce]\naddress = "bounces@news.example.org"\nmaildir = "back"\n'


@pytest.fixture
async def app(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "back" / name).mkdir(parents=True)
    (tmp_path / "dispatcher.toml").write_text(MAILDIR + SETTINGS.format(port=25))
    async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
        await let_in(app, "world", ANNA)
        app.delivery = (await went_out(app, "world", now=NOON))[ANNA]
        yield app


def put(app, name, data):
    (app.workspace.root / "back" / "new" / name).write_bytes(data)


def files(app, folder):
    return sorted(path.name for path in (app.workspace.root / "back" / folder).iterdir())


def report(app, **more):
    return delivery_report(group(), to=envelope_sender(app, app.delivery), **more)


async def suppressed(app):
    async with app.db.reading() as tx:
        return await tx.suppressions.suppressed([ANNA])


async def test_a_maildir_is_read_and_its_mails_moved_to_those_seen(app):
    put(app, "1.a.mx", report(app))
    put(app, "2.b.mx", b"From: anna@example.org\n\nhello\n")
    put(app, ".hidden", b"")
    taken = await mailboxes.run(app, now=NOON)
    assert (taken.bounced, taken.suppressed, taken.ignored) == (1, 1, 1)
    assert files(app, "new") == [".hidden"]
    assert files(app, "cur") == ["1.a.mx:2,S", "2.b.mx:2,S"]
    assert await suppressed(app) == {ANNA}
    assert not (await mailboxes.run(app, now=NOON)).anything


async def test_a_kill_before_the_move_has_the_mail_read_again_and_counts_it_once(app, monkeypatch):
    put(app, "1.a.mx", report(app))

    def killed(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("dispatcher.transport.mailboxes.maildir.MaildirMailbox.done", killed)
    with pytest.raises(KeyboardInterrupt):
        await mailboxes.run(app, now=NOON)
    monkeypatch.undo()
    assert files(app, "new") == ["1.a.mx"]
    assert (await mailboxes.run(app, now=NOON)).repeated == 1
    assert files(app, "cur") == ["1.a.mx:2,S"]


async def test_a_mail_that_cannot_be_read_is_set_aside_and_holds_up_no_other(app, monkeypatch):
    put(app, "1.broken", report(app))
    put(app, "2.whole", report(app))
    reader = bounces.read
    monkeypatch.setattr(bounces, "read", lambda data: 1 / 0 if b"X-Broken" in data else reader(data))
    put(app, "1.broken", b"X-Broken: yes\n" + report(app))
    (app.workspace.root / "back" / "new" / "0.folder").mkdir()
    with capture_logs() as logged:
        assert (await mailboxes.run(app, now=NOON)).bounced == 1
    assert [each["mail"] for each in logged if each["event"] == "mail.set_aside"] == ["0.folder", "1.broken"]
    assert files(app, "new") == []
    assert files(app, "cur") == ["0.folder:2,FS", "1.broken:2,FS", "2.whole:2,S"]


async def test_a_database_that_is_gone_leaves_the_mail_where_it_is(app, monkeypatch):
    put(app, "1.a", report(app))

    async def gone(*_args, **_more):
        raise StorageError("the database is gone")

    monkeypatch.setattr(mailboxes, "take", gone)
    with pytest.raises(StorageError):
        await mailboxes.run(app, now=NOON)
    assert files(app, "new") == ["1.a"]


async def test_a_mailbox_that_keeps_no_marks_is_left_after_one_round(app, monkeypatch):
    put(app, "1.a", report(app))
    monkeypatch.setattr("dispatcher.transport.mailboxes.maildir.MaildirMailbox.done", lambda *_: None)
    assert (await mailboxes.run(app, now=NOON)).bounced == 1


async def test_a_mailbox_that_cannot_be_read_is_told_to_the_operator_until_it_can(app):
    (app.workspace.root / "back" / "new").rmdir()
    await mailboxes.run(app, now=NOON)
    assert [await notices.run(app, now=NOON) for _ in range(2)] == [1, 0]
    (app.workspace.root / "back" / "new").mkdir()
    await mailboxes.run(app, now=NOON)
    await notices.run(app, now=NOON)
    async with app.db.reading() as tx:
        assert not await tx.notices.told()


class Locked:
    """A mailbox that refuses the password, and counts how often it is asked."""

    origin = "imap"
    asked = 0

    def open(self):
        self.asked += 1
        raise RefusedError("the mail server refuses name or password", remedy="correct it")

    def close(self):
        pass


async def test_a_refused_password_is_not_tried_again_for_a_while(app, monkeypatch):
    box = Locked()
    monkeypatch.setattr(mailboxes, "boxes_of", lambda _app: [box])
    for minutes in range(0, 31, 5):
        await mailboxes.run(app, now=NOON + timedelta(minutes=minutes))
    assert box.asked == 3
    assert issubclass(RefusedError, TransportError)
