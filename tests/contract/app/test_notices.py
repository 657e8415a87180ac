"""What the operator hears, on both databases: each thing once while it lasts, all that is new in one mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from structlog.testing import capture_logs

from dispatcher.app import group, notices, poll, publish, send
from dispatcher.model import DeliveryState, MessageKind
from dispatcher.transport.inbox import Inbox
from tests.fakes.feed_server import FeedServer, Page
from tests.fakes.house import QUAKE, SETTINGS, bring, house, let_in
from tests.fakes.people import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPERATOR = '[operator]\naddress = "ops@example.net"\n'
FEED = b"<rss version='2.0'><channel><title>t</title><item><title>x</title><guid>1</guid></item></channel></rss>"


@pytest.fixture
def operated(tmp_path):
    """Writes settings with an operator, to be sent to a port."""

    def write(port=25):
        (tmp_path / "dispatcher.toml").write_text(OPERATOR + SETTINGS.format(port=port))
        return tmp_path

    return write


async def told(app):
    async with app.db.reading() as tx:
        return [each for each in await tx.outbox.list() if each.message.kind is MessageKind.NOTICE]


def said_to_the_operator(inbox):
    (received,) = inbox.messages
    mail = message_from_bytes(received.data, policy=policy.default)
    return " ".join(mail.get_body(("plain",)).get_content().split())


async def failed(app, *, since, until, times=1):
    """A feed that has failed so often, seen at `since` first."""
    async with app.db.transaction() as tx:
        await tx.feeds.add("https://post.example.com/rss", "Post", headers={}, declared=False, now=since)
    for turn in range(times):
        await set_failures(app, turn + 1, at=since + (until - since) * turn / max(times - 1, 1))


async def set_failures(app, failures, *, at):
    from dispatcher.model import PollRecord

    async with app.db.transaction() as tx:
        feed = await tx.feeds.by_url("https://post.example.com/rss")
        await tx.feeds.polled(
            PollRecord(
                feed_id=feed.id,
                polled_at=at,
                next_poll_at=at + DAY,
                brought_entries=False,
                etag=None,
                last_modified=None,
                body_hash=None,
                failures=failures,
                error="404 Not Found" if failures else None,
            )
        )


async def test_a_dead_feed_is_told_once_and_again_only_after_it_had_recovered(operated, db_url):
    async with house(operated(), db_url) as app:
        await failed(app, since=NOON, until=NOON + 3 * DAY, times=10)
        assert await notices.run(app, now=NOON + 3 * DAY - HOUR) == 0
        assert [await notices.run(app, now=NOON + 3 * DAY + at * HOUR) for at in range(3)] == [1, 0, 0]
        await set_failures(app, 0, at=NOON + 4 * DAY)
        assert await notices.run(app, now=NOON + 4 * DAY) == 0
        await failed(app, since=NOON + 5 * DAY, until=NOON + 8 * DAY, times=10)
        assert await notices.run(app, now=NOON + 7 * DAY) == 0
        assert await notices.run(app, now=NOON + 8 * DAY) == 1
        assert len(await told(app)) == 2


async def test_a_feed_that_failed_once_before_the_machine_was_off_is_not_dead(operated, db_url):
    async with house(operated(), db_url) as app:
        await failed(app, since=NOON, until=NOON, times=1)
        assert await notices.run(app, now=NOON + 9 * DAY) == 0


async def test_real_polls_of_a_feed_that_is_gone_come_to_a_notice(operated, db_url):
    with FeedServer() as server:
        server.pages["/rss"] = Page(body=FEED)
        async with house(operated(), db_url) as app:
            async with app.db.transaction() as tx:
                await tx.feeds.add(server.url("/rss"), "Post", headers={}, declared=False, now=NOON)
            await poll.run(app, now=NOON)
            server.pages["/rss"] = Page(status=404)
            heard = []
            for hours in range(1, 24 * 6, 6):
                await poll.run(app, now=NOON + hours * HOUR)
                if await notices.run(app, now=NOON + hours * HOUR):
                    heard.append(hours)
            assert len(heard) == 1
            assert 72 <= heard[0] < 84


async def test_an_edition_that_readers_wait_for_is_told_after_an_hour(operated, db_url):
    async with Inbox() as inbox, house(operated(inbox.port), db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        assert await notices.run(app, now=NOON + HOUR) == 0
        assert await notices.run(app, now=NOON + 2 * HOUR) == 1
        await send.run(app, now=NOON + 2 * HOUR)
        said = said_to_the_operator(inbox)
        assert "The edition due 24 November, 12:00 UTC has not gone out; 2 readers wait." in said
        assert "not made up for" not in said


async def test_an_edition_that_came_late_is_told_though_nobody_waits_any_more(operated, db_url):
    async with house(operated(), db_url) as app:
        await let_in(app, "world", "anna@example.org")
        for outlet, title, text in QUAKE:
            await bring(app, outlet, title, text, now=NOON - HOUR)
        await group.run(app, now=NOON)
        await publish.run(app, now=NOON + 3 * HOUR)
        assert [await notices.run(app, now=NOON + at * HOUR) for at in (3, 4, 23, 24, 25)] == [1, 0, 0, 0, 0]
        assert len(await told(app)) == 1


async def test_an_edition_in_time_and_one_of_a_paused_list_are_not_late(operated, db_url):
    async with house(operated(), db_url) as app:
        await let_in(app, "world", "anna@example.org")
        for outlet, title, text in QUAKE:
            await bring(app, outlet, title, text, now=NOON - HOUR)
        await group.run(app, now=NOON)
        await publish.run(app, now=NOON + HOUR / 2)
        async with app.db.transaction() as tx:
            await tx.lists.pause((await tx.lists.by_name("world")).id, paused=True)
        assert await notices.run(app, now=NOON + 30 * HOUR) == 0


async def test_several_things_are_one_mail_and_it_reaches_the_operator(operated, db_url):
    async with Inbox() as inbox, house(operated(inbox.port), db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org")
        await failed(app, since=NOON - 4 * DAY, until=NOON, times=10)
        assert await notices.run(app, now=NOON + 2 * DAY) == 2
        await send.run(app, now=NOON + 2 * DAY)
        (received,) = inbox.messages
        mail = message_from_bytes(received.data, policy=policy.default)
        assert (mail["From"], mail["To"]) == ("Dispatcher <world@news.example.org>", "ops@example.net")
        assert mail["Subject"] == "No news from Post – and one more"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}.isdisjoint(mail.keys())
        said = said_to_the_operator(inbox)
        assert "Every poll since 20 November, 12:00 UTC has failed, 10 in a row. The last reason: 404 Not Found" in said
        assert "not made up for" in said
        assert "/u/" not in said


async def test_without_an_address_the_log_tells_and_no_mail_is_queued(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await failed(app, since=NOON, until=NOON + 3 * DAY, times=10)
        with capture_logs() as logged:
            assert [await notices.run(app, now=NOON + 4 * DAY) for _ in range(2)] == [1, 0]
        assert [(each["event"], each["mailed"]) for each in logged] == [("notice.told", False)]
        assert await told(app) == []


async def test_a_broken_notice_template_leaves_it_to_the_log(operated, db_url):
    broken = operated() / "templates" / "mail" / "notice" / "body.html"
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ 1 / 0 }}")
    async with house(operated(), db_url) as app:
        await failed(app, since=NOON, until=NOON + 3 * DAY, times=10)
        with capture_logs() as logged:
            assert await notices.run(app, now=NOON + 4 * DAY) == 1
        assert [each["event"] for each in logged] == ["notice.unmade", "notice.told"]


async def test_of_two_nodes_that_look_at_once_one_tells(operated, db_url, monkeypatch):
    async with house(operated(), db_url) as one, house(operated(), db_url) as other:
        await failed(one, since=NOON, until=NOON + 3 * DAY, times=10)
        assert await notices.run(one, now=NOON + 4 * DAY) == 1

        async def nothing_yet(_self):
            return set()

        monkeypatch.setattr(
            "dispatcher.db.notices.Notices.told", nothing_yet
        )  # as it read before the first had committed
        assert await notices.run(other, now=NOON + 4 * DAY) == 0
        assert len(await told(other)) == 1


async def test_a_kill_between_keeping_the_key_and_the_mail_loses_neither(operated, db_url, monkeypatch):
    async with house(operated(), db_url) as app:
        await failed(app, since=NOON, until=NOON + 3 * DAY, times=10)

        async def killed(*_args):
            raise KeyboardInterrupt

        monkeypatch.setattr("dispatcher.db.outbox.Outbox.add_all", killed)
        with pytest.raises(KeyboardInterrupt):
            await notices.run(app, now=NOON + 4 * DAY)
        monkeypatch.undo()
        assert await notices.run(app, now=NOON + 4 * DAY) == 1


async def test_what_is_stopped_is_told_once_and_again_only_after_it_was_released(operated, db_url):
    async with house(operated(), db_url) as app:
        async with app.db.transaction() as tx:
            await tx.stops.add("domain", "mail.example", "550 5.7.1 by policy", NOON)
            await tx.stops.add("edition", "7", "550 5.7.1 by content", NOON)
            await tx.stops.add("instance", "", "moving house", NOON)
        with capture_logs() as logged:
            assert [await notices.run(app, now=NOON) for _ in range(2)] == [3, 0]
        told_of = {each["key"]: each["text"] for each in logged if each["event"] == "notice.told"}
        assert set(told_of) == {"domain:mail.example:stopped", "edition:7:stopped", "sending:paused"}
        assert "moving house" in told_of["sending:paused"]
        async with app.db.transaction() as tx:
            await tx.stops.release("domain", "mail.example")
        assert await notices.run(app, now=NOON) == 0
        async with app.db.transaction() as tx:
            await tx.stops.add("domain", "mail.example", "550 5.7.1 by policy", NOON)
        assert await notices.run(app, now=NOON) == 1


async def test_that_sending_is_paused_is_mailed_past_the_outbox(operated, db_url):
    async with Inbox() as inbox, house(operated(inbox.port), db_url) as app:
        async with app.db.transaction() as tx:
            await tx.stops.add("instance", "", "the database is older than what was sent from here", NOON)
        assert [await notices.run(app, now=NOON) for _ in range(2)] == [1, 0]
        assert "Sending is paused Nothing is sent until you resume it" in said_to_the_operator(inbox)
        await inbox.stop()
        async with app.db.transaction() as tx:
            await tx.stops.add("domain", "mail.example", "550 5.7.1 by policy", NOON)
        with capture_logs() as logged:
            assert await notices.run(app, now=NOON) == 1
        assert [each["event"] for each in logged] == ["notice.told", "notice.unsent"]
        assert await told(app) == []


async def test_a_relay_that_nobody_reaches_for_an_hour_is_told_once(operated, db_url):
    async with house(operated(port=1), db_url) as app:  # where nothing listens
        await let_in(app, "world", "anna@example.org")
        for outlet, title, text in QUAKE:
            await bring(app, outlet, title, text, now=NOON - HOUR)
        await group.run(app, now=NOON)
        await publish.run(app, now=NOON)
        heard = []
        for minutes in range(0, 130, 10):
            moment = NOON + timedelta(minutes=minutes)
            assert (await send.run(app, now=moment)).unreachable
            if await notices.run(app, now=moment):
                heard.append(minutes)
        assert heard == [60]


async def test_a_slot_that_was_skipped_is_told_once(operated, db_url):
    settings = operated() / "dispatcher.toml"
    wanted = settings.read_text().replace('topics = ["velmora"]', 'topics = ["velmora"]\nmax_lateness = 12')
    settings.write_text(wanted)
    async with house(settings.parent, db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await publish.run(app, now=NOON + 13 * HOUR)
        with capture_logs() as logged:
            assert [await notices.run(app, now=NOON + at * HOUR) for at in (13, 14, 20, 24)] == [1, 0, 0, 0]
        (said,) = [each["text"] for each in logged if each["event"] == "notice.told"]
        assert "due 24 November, 12:00 UTC could not be published in time for 2 readers" in said.replace("\xa0", " ")


async def test_a_suppressed_operator_gets_no_notice(operated, db_url):
    async with house(operated(), db_url) as app:
        async with app.db.transaction() as tx:
            await tx.suppressions.add("ops@example.net", "no such person", NOON)
        await failed(app, since=NOON, until=NOON + 3 * DAY, times=10)
        await notices.run(app, now=NOON + 4 * DAY)
        assert [each.state for each in await told(app)] == [DeliveryState.SUPPRESSED]
