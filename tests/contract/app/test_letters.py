"""Welcome and goodbye, on both databases: queued with the act they answer, once, and to nobody who should not have them."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from dispatcher.app import archive, group, publish, send, subscribe, write
from dispatcher.model import Cadence, DeliveryState, MessageKind, Plan, SubscriptionState
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.transport.inbox import Inbox
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import ANNA, NOON

MORNING = NOON - timedelta(hours=2)
HOUR = timedelta(hours=1)
FLOOD = (
    ("times", "Flood in Velmora cuts off Lorne", "A flood in Velmora cut off the town of Lorne on Wednesday morning."),
    ("post", "Velmora flood: Lorne cut off", "The town of Lorne was cut off on Wednesday by a flood in Velmora."),
)


async def told(app, entries, *, now):
    for outlet, title, text in entries:
        await bring(app, outlet, title, text, now=now)
    await group.run(app, now=now)
    await write.run(app, now=now)


async def asked_for(app, name="world", *, address="anna@example.org", cadence=Cadence.DAILY):
    """A person who has not confirmed yet."""
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name(name)
        unconfirmed = replace(
            ANNA,
            address=address,
            cadence=cadence,
            hour=12,
            time_zone="UTC",
            state=SubscriptionState.UNCONFIRMED,
            next_edition_at=None,
        )
        (joined,) = await tx.subscriptions.join(audience.id, [unconfirmed], now=MORNING)
        return await tx.subscriptions.get(joined.subscription_id)


def link(app, person, purpose):
    return token(app.secret, purpose, person.nonce)


async def queued(app, kind):
    async with app.db.reading() as tx:
        return [delivery for delivery in await tx.outbox.list() if delivery.message.kind is kind]


def mails(inbox):
    return [message_from_bytes(mail.data, policy=policy.default) for mail in inbox.messages]


def text_of(mail):
    return " ".join(mail.get_body(("plain",)).get_content().split())


def saying_goodbye(root):
    (root / "dispatcher.toml").write_text(
        SETTINGS.format(port=25).replace('name = "world"\n', 'name = "world"\ngoodbye = true\n')
    )


async def test_who_confirms_gets_the_latest_edition_and_the_next_digest_does_not_repeat_it(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        await send.run(app, now=NOON)
        inbox.messages.clear()
        anna = await asked_for(app)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON + HOUR)
        await send.run(app, now=NOON + HOUR)
        (welcome,) = mails(inbox)
        assert welcome["Subject"] == "Welcome to World"
        assert welcome["To"] == "Anna <anna@example.org>"
        assert welcome["List-Unsubscribe"]
        said = text_of(welcome)
        assert "every day at 12:00 (UTC)" in said
        assert "Your topics: Velmora" in said
        assert "The first one is due: 25 November, 12:00" in said
        assert "Earthquake" in said

        await publish.run(app, now=NOON + 24 * HOUR)  # nothing new to her
        assert len(await queued(app, MessageKind.DIGEST)) == 1
        await told(app, FLOOD, now=NOON + 30 * HOUR)
        inbox.messages.clear()
        await publish.run(app, now=NOON + 48 * HOUR)
        await send.run(app, now=NOON + 48 * HOUR)
        to_anna = [mail for mail in mails(inbox) if "anna" in mail["To"]]
        assert len(to_anna) == 1
        assert "Lorne" in text_of(to_anna[0])
        assert "Earthquake" not in text_of(to_anna[0])


async def test_before_the_first_edition_a_welcome_tells_no_story_and_the_first_digest_tells_it(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await told(app, QUAKE, now=MORNING)
        anna = await asked_for(app)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=MORNING)
        (welcome,) = await queued(app, MessageKind.WELCOME)
        assert welcome.message.plan == Plan(stories=())
        await publish.run(app, now=NOON)
        (digest,) = await queued(app, MessageKind.DIGEST)
        assert len(digest.message.plan.stories) == 1


async def test_every_story_of_a_welcome_can_be_opened_in_the_browser(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        await told(app, FLOOD, now=NOON + HOUR)  # in no edition yet
        anna = await asked_for(app)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON + HOUR)
        (welcome,) = await queued(app, MessageKind.WELCOME)
        (planned,) = welcome.message.plan.stories
        assert (await archive.story(app, planned.story_id, now=NOON + HOUR)).view.headline.startswith("Earthquake")


async def test_what_a_list_told_as_an_alert_only_is_told_to_a_new_reader_of_its_digest(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=MORNING)
        anna = await asked_for(app, "alerts", cadence=Cadence.DAILY)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=MORNING + HOUR)
        (welcome,) = await queued(app, MessageKind.WELCOME)
        (planned,) = welcome.message.plan.stories
        assert await archive.story(app, planned.story_id, now=MORNING + HOUR) is not None


async def test_a_second_click_and_a_click_after_leaving_queue_nothing(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        anna = await asked_for(app)
        for _ in range(2):
            await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON)
        assert len(await queued(app, MessageKind.WELCOME)) == 1
        await subscribe.unsubscribe(app, link(app, anna, Purpose.UNSUBSCRIBE), now=NOON)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON + HOUR)
        (welcome,) = await queued(app, MessageKind.WELCOME)
        assert welcome.state is DeliveryState.CANCELLED


async def test_who_wants_alerts_is_shown_what_broke_and_keeps_the_alerts_of_what_did_not_yet(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=MORNING)
        await told(app, FLOOD[:1], now=MORNING)
        anna = await asked_for(app, "alerts", cadence=Cadence.IMMEDIATE)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=MORNING + HOUR)
        (welcome,) = await queued(app, MessageKind.WELCOME)
        assert len(welcome.message.plan.stories) == 1
        await told(app, FLOOD[1:], now=MORNING + HOUR)
        await publish.run(app, now=MORNING + HOUR)
        alerts = [each.message.address for each in await queued(app, MessageKind.ALERT)]
        assert sorted(alerts) == ["anna@example.org", "ben@example.org", "ben@example.org"]


async def test_imported_people_who_agreed_elsewhere_get_no_welcome(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        assert await queued(app, MessageKind.WELCOME) == []


async def test_a_welcome_that_cannot_be_made_keeps_nobody_from_confirming(tmp_path, db_url):
    broken = tmp_path / "templates" / "mail" / "welcome" / "opening.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ 1 / 0 }}")
    async with house(tmp_path, db_url) as app:
        anna = await asked_for(app)
        page = await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON)
        assert page.state is SubscriptionState.CONFIRMED
        assert await queued(app, MessageKind.WELCOME) == []


async def test_a_kill_within_confirming_leaves_neither_a_reader_nor_a_welcome(tmp_path, db_url, monkeypatch):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=NOON)
        anna = await asked_for(app)

        async def killed(*_args, **_rest):
            raise KeyboardInterrupt

        monkeypatch.setattr("dispatcher.db.history.History.add", killed)
        with pytest.raises(KeyboardInterrupt):
            await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON)
        monkeypatch.undo()
        async with app.db.reading() as tx:
            assert (await tx.subscriptions.get(anna.id)).state is SubscriptionState.UNCONFIRMED
        assert await queued(app, MessageKind.WELCOME) == []
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON)
        assert len(await queued(app, MessageKind.WELCOME)) == 1


async def test_a_welcome_that_no_server_took_in_time_did_not_tell_its_stories(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "ben@example.org")
        await told(app, QUAKE, now=NOON - HOUR)
        await publish.run(app, now=NOON - HOUR)
        anna = await asked_for(app, "alerts")
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=NOON - HOUR)
        await publish.run(app, now=NOON)
        assert await queued(app, MessageKind.DIGEST) == []
        async with app.db.sending(token="t") as sender:
            assert await sender.lease(now=NOON + 24 * HOUR, limit=9) == []
        await publish.run(app, now=NOON + 24 * HOUR)
        assert len(await queued(app, MessageKind.DIGEST)) == 1


async def test_leaving_is_silent_unless_the_list_says_goodbye(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org")
        async with app.db.reading() as tx:
            (anna,) = await tx.subscriptions.of_address("anna@example.org")
        await subscribe.unsubscribe(app, link(app, anna, Purpose.UNSUBSCRIBE), now=NOON)
        async with app.db.reading() as tx:
            assert await tx.outbox.list() == []


async def test_a_goodbye_is_the_only_mail_that_reaches_who_left_and_it_comes_once(tmp_path, db_url):
    saying_goodbye(tmp_path)
    async with Inbox() as inbox:
        toml = tmp_path / "dispatcher.toml"
        toml.write_text(toml.read_text().replace("port = 25", f"port = {inbox.port}"))
        async with house(tmp_path, db_url) as app:
            await let_in(app, "world", "anna@example.org")
            await told(app, QUAKE, now=MORNING)
            await publish.run(app, now=NOON)
            async with app.db.reading() as tx:
                (anna,) = await tx.subscriptions.of_address("anna@example.org")
            for _ in range(3):  # a mail provider may post more than once
                await subscribe.unsubscribe(app, link(app, anna, Purpose.UNSUBSCRIBE), now=NOON)
            await send.run(app, now=NOON)
            (goodbye,) = mails(inbox)
            assert goodbye["Subject"] == "You have left World"
            assert goodbye["List-Unsubscribe"] is None
            assert goodbye["List-Id"]
            assert "/u/" not in goodbye.as_string()
            assert "world@news.example.org" in text_of(goodbye)


async def test_no_goodbye_to_who_never_confirmed_nor_to_a_suppressed_address(tmp_path, db_url):
    saying_goodbye(tmp_path)
    async with house(tmp_path, db_url) as app:
        anna = await asked_for(app)
        await subscribe.unsubscribe(app, link(app, anna, Purpose.UNSUBSCRIBE), now=NOON)
        assert await queued(app, MessageKind.GOODBYE) == []
        await let_in(app, "world", "ben@example.org", "choi@example.org")
        async with app.db.transaction() as tx:
            (ben,), (choi,) = [await tx.subscriptions.of_address(f"{name}@example.org") for name in ("ben", "choi")]
            await tx.suppressions.add("ben@example.org", "complained", NOON)
        for person in (ben, choi):
            await subscribe.unsubscribe(app, link(app, person, Purpose.UNSUBSCRIBE), now=NOON)
        async with app.db.transaction() as tx:
            await tx.suppressions.add("choi@example.org", "complained", NOON)  # after it was queued
        states = [each.state for each in await queued(app, MessageKind.GOODBYE)]
        assert states == [DeliveryState.SUPPRESSED, DeliveryState.SUPPRESSED]


async def test_a_version_that_does_not_know_these_mails_gets_a_memory_without_them(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "ben@example.org")
        await told(app, QUAKE, now=MORNING)
        await publish.run(app, now=MORNING)
        anna = await asked_for(app, "alerts")
        await subscribe.invite(app, [anna.id], now=MORNING)
        await subscribe.confirm(app, link(app, anna, Purpose.CONFIRM), now=MORNING)
        await app.db.migrate(to="0002")
        await app.db.migrate()
        async with app.db.reading() as tx:
            assert {each.message.kind for each in await tx.outbox.list()} == {MessageKind.ALERT, MessageKind.CONFIRM}
        await publish.run(app, now=NOON)
        assert len(await queued(app, MessageKind.DIGEST)) == 1  # what the welcome told is not known any more
