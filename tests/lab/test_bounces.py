"""A real Postfix's own report: sent with a marked sender to nobody, read by IMAP and from the Maildir, and acted on in seconds."""

from __future__ import annotations

import imaplib
import time
from datetime import timedelta

import pytest

from dispatcher import clock
from dispatcher.app import mailboxes, send
from dispatcher.app.bounces import read
from dispatcher.app.messages import links_of
from dispatcher.model import BounceKind, DeliveryState, SubscriptionState
from dispatcher.transport.mailboxes.imap import ImapAccount, ImapMailbox
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.lab.postfix import postfix

NOBODY, BOUNCES = "nobody-here@example.org", "bounces@news.example.org"
AT_MOST = 5.0  # seconds from sending to suppression


@pytest.fixture(scope="module")
def world():
    with postfix() as server:
        yield server


def by_imap(world):
    return f'imap_host = "127.0.0.1"\nimap_port = {world.dovecot.imap}\nimap_tls = "none"\nimap_username = "{BOUNCES}"\nimap_password = "any"\n'


def by_maildir(world):
    return f'maildir = "{world.dovecot.maildir(BOUNCES)}"\n'


async def edition_for(app, address, *, now):
    from dispatcher.app import group, publish

    await let_in(app, "world", address)
    for outlet, title, text in QUAKE:
        await bring(app, outlet, title, text, now=now - timedelta(hours=1))
    await group.run(app, now=now)
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name("world")
        (person,) = await tx.subscriptions.of_list(audience.id)
        await tx.subscriptions.advance([(person, now, now - timedelta(days=1))])
    await publish.run(app, now=now)


@pytest.mark.mail_server
@pytest.mark.parametrize("way", [by_imap, by_maildir])
async def test_an_unknown_reader_is_suppressed_within_seconds(world, tmp_path, way):
    now = clock.now()
    settings = f'[bounce]\naddress = "{BOUNCES}"\n{way(world)}' + SETTINGS.format(port=world.port)
    (tmp_path / "dispatcher.toml").write_text(settings)
    before = len(world.mails(BOUNCES))
    async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
        await edition_for(app, NOBODY, now=now)
        begun = time.monotonic()
        assert (await send.run(app, now=now)).sent == 1
        world.mails(BOUNCES, at_least=before + 1)
        taken = await mailboxes.run(app, now=now)
        took_for = time.monotonic() - begun
        async with app.db.reading() as tx:
            (delivery,) = await tx.outbox.list()
            assert await tx.suppressions.suppressed([NOBODY]) == {NOBODY}
            (bounce,) = await tx.bounces.list()
        assert (delivery.state, bounce.kind, bounce.status) == (DeliveryState.BOUNCED, BounceKind.HARD, "5.1.1")
        assert taken.suppressed == 1
        assert not (await mailboxes.run(app, now=now)).anything
    print(f"unknown user → report → suppression ({way.__name__}): {took_for:.2f} s (at most {AT_MOST:.0f})")
    assert took_for < AT_MOST


@pytest.mark.mail_server
async def test_a_mail_to_the_unsubscribe_address_takes_its_reader_off_the_list(world, tmp_path):
    import smtplib

    now = clock.now()
    mailbox = f'name = "world"\nunsubscribe_address = "{BOUNCES}"'
    settings = f"[bounce]\n{by_imap(world)}" + SETTINGS.format(port=world.port).replace('name = "world"', mailbox)
    (tmp_path / "dispatcher.toml").write_text(settings)
    async with house(tmp_path, f"sqlite:///{tmp_path / 'dispatcher.db'}") as app:
        await edition_for(app, "anna@example.org", now=now)
        async with app.db.reading() as tx:
            (delivery,) = await tx.outbox.list()
        leave = links_of(app, delivery.message).unsubscribe_address
        before = len(world.mails(BOUNCES))
        with smtplib.SMTP("127.0.0.1", world.port) as server:
            server.sendmail(
                "anna@example.org", [leave], f"From: anna@example.org\r\nTo: {leave}\r\nSubject: unsubscribe\r\n\r\n"
            )
        world.mails(BOUNCES, at_least=before + 1)
        assert (await mailboxes.run(app, now=now)).unsubscribed == 1
        async with app.db.reading() as tx:
            (person,) = await tx.subscriptions.of_address("anna@example.org")
        assert person.state is SubscriptionState.UNSUBSCRIBED


@pytest.mark.mail_server
def test_a_real_server_keeps_what_is_done_and_what_is_set_aside(world):
    with imaplib.IMAP4("127.0.0.1", world.dovecot.imap) as server:
        server.login("bounces@example.org", "any")
        for number in range(3):
            server.append(
                "INBOX", None, None, b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * 2_000_000 * (number == 2))
            )
    account = ImapAccount(
        host="127.0.0.1", port=world.dovecot.imap, tls="none", username="bounces@example.org", password="any"
    )
    box = ImapMailbox(account)
    box.open()
    first, second, third = box.waiting(10)
    assert box.read(first).startswith(b"Subject: 0")
    assert len(box.read(third)) == 1_000_000
    assert box.waiting(10) == [first, second, third]  # looking marks nothing as seen
    assert box.waiting(1) == [first]
    box.done(first)
    box.aside(second)
    assert box.waiting(10) == [third]
    box.close()
    deleting = ImapMailbox(
        ImapAccount(**{each: getattr(account, each) for each in account.__slots__} | {"after": "delete"})
    )
    deleting.open()
    deleting.done(third)
    assert deleting.waiting(10) == []
    deleting.close()
    assert read(b"").kind is BounceKind.NONE
