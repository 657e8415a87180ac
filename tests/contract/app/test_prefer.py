"""What a person chooses anew is told to them, on both databases: in one commit, each time, or nothing is changed."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from dispatcher.app import prefer, send, subscribe
from dispatcher.errors import TemplateError
from dispatcher.model import Cadence, MessageKind, Preferences
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import house, let_in
from tests.fakes.people import NOON

WEEKLY = Preferences(topics=(), cadence=Cadence.WEEKLY, weekday=2, hour=8, time_zone="Europe/Berlin")


async def queued(app, kind):
    async with app.db.reading() as tx:
        return [delivery for delivery in await tx.outbox.list() if delivery.message.kind is kind]


async def test_changed_choices_are_told_from_what_to_what(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org")
        async with app.db.reading() as tx:
            (anna,) = await tx.subscriptions.of_address("anna@example.org")
        assert await prefer.run(app, anna.id, WEEKLY, now=NOON)
        assert not await prefer.run(app, anna.id, WEEKLY, now=NOON)
        await send.run(app, now=NOON)
        (changed,) = [message_from_bytes(mail.data, policy=policy.default) for mail in inbox.messages]
        assert changed["Subject"] == "Your choices for World were changed"
        said = " ".join(changed.get_body(("plain",)).get_content().split())
        assert "every Wednesday at 08:00 (Europe/Berlin)" in said
        assert "every day at 12:00 (UTC)" in said  # what it was
        assert changed["List-Unsubscribe"]
        assert "Topics" not in said
        async with app.db.reading() as tx:
            after = await tx.subscriptions.get(anna.id)
        assert after.next_edition_at.isoformat() == "2026-11-25T07:00:00+00:00"


async def test_changing_back_and_forth_is_told_each_time(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        async with app.db.reading() as tx:
            (anna,) = await tx.subscriptions.of_address("anna@example.org")
        monday = replace(WEEKLY, weekday=0)
        for minute, wanted in enumerate((WEEKLY, monday, WEEKLY, monday)):
            assert await prefer.run(app, anna.id, wanted, now=NOON + timedelta(minutes=minute))
        assert len(await queued(app, MessageKind.CHANGED)) == 4


async def test_what_cannot_be_told_is_not_changed_and_who_left_changes_nothing(tmp_path, db_url):
    broken = tmp_path / "templates" / "mail" / "changed" / "body.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("nothing")
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        async with app.db.reading() as tx:
            (anna,) = await tx.subscriptions.of_address("anna@example.org")
        with pytest.raises(TemplateError, match="does not stand in it"):
            await prefer.run(app, anna.id, WEEKLY, now=NOON)
        await subscribe.unsubscribe(app, token(app.secret, Purpose.UNSUBSCRIBE, anna.nonce), now=NOON)
        assert not await prefer.run(app, anna.id, WEEKLY, now=NOON)
        async with app.db.reading() as tx:
            assert (await tx.subscriptions.get(anna.id)).cadence is Cadence.DAILY


async def test_another_zone_is_told_to_who_reads_at_once_and_what_nobody_notices_is_not(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org")
        async with app.db.reading() as tx:
            (anna,) = await tx.subscriptions.of_address("anna@example.org")
        at_once = replace(
            WEEKLY, cadence=Cadence.IMMEDIATE, weekday=anna.weekday, hour=anna.hour, time_zone="Asia/Tokyo"
        )
        assert await prefer.run(app, anna.id, at_once, now=NOON)
        assert len(await queued(app, MessageKind.CHANGED)) == 1
        assert await prefer.run(app, anna.id, replace(at_once, weekday=3), now=NOON)
        assert len(await queued(app, MessageKind.CHANGED)) == 1
        async with app.db.reading() as tx:
            after = await tx.subscriptions.get(anna.id)
        assert (after.time_zone, after.weekday) == ("Asia/Tokyo", 3)
