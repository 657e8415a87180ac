"""What must hold when something goes wrong beside it: one bad row, template, feed or process never costs the others."""

from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta

import pytest

from dispatcher.app import group, joining, poll, publish, send, write
from dispatcher.errors import TemplateError
from dispatcher.jobs.runner import CpuPool
from dispatcher.subscriptions.list_file import read_list_file
from dispatcher.transport.inbox import Inbox
from tests.fakes.feed_server import FeedServer, Page
from tests.fakes.house import QUAKE, bring, house, let_in
from tests.fakes.people import NOON

MORNING = NOON - timedelta(hours=2)


async def told_the_quake(app):
    for outlet, title, text in QUAKE:
        await bring(app, outlet, title, text, now=MORNING)
    await group.run(app, now=MORNING)
    await write.run(app, now=MORNING)


def recipients(inbox):
    return sorted(address for mail in inbox.messages for address in mail.recipients)


async def states(app):
    async with app.db.reading() as tx:
        return dict(await tx.outbox.counts())


async def test_news_go_the_whole_way_to_a_digest_and_an_alert_once(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await let_in(app, "alerts", "ben@example.org", "choi@example.org")
        await told_the_quake(app)
        for _ in range(2):
            await publish.run(app, now=MORNING)
            await publish.run(app, now=NOON)
            await send.run(app, now=NOON)
        # Ben had it as an alert in the morning: at noon it is no news to him.
        assert recipients(inbox) == ["anna@example.org", "ben@example.org", "choi@example.org"]


async def test_a_message_that_cannot_be_made_fails_alone(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org", "choi@example.org")
        await told_the_quake(app)
        await publish.run(app, now=NOON)
        async with app.db._writing() as connection:
            await connection.exec_driver_sql(
                "UPDATE delivery SET address = 'no address at all' WHERE address = 'ben@example.org'"
            )
        report = await send.run(app, now=NOON)
        assert (report.sent, report.failed) == (2, 1)
        assert recipients(inbox) == ["anna@example.org", "choi@example.org"]
        assert await states(app) == {"sent": 2, "failed": 1}


async def test_a_template_that_raises_keeps_back_its_own_mails_and_no_others(tmp_path, db_url):
    async with Inbox() as inbox, house(tmp_path, db_url, smtp_port=inbox.port) as app:
        await let_in(app, "world", "anna@example.org")
        await let_in(app, "alerts", "choi@example.org")
        await told_the_quake(app)
        broken = tmp_path / "templates" / "mail" / "digest" / "body.txt"
        broken.parent.mkdir(parents=True)
        broken.write_text("{{ 1 / 0 }}")
    async with Inbox() as inbox, house(tmp_path, db_url) as app:
        with pytest.raises(TemplateError, match=r"body\.txt:1"):
            await publish.run(app, now=NOON)
        assert await states(app) == {"queued": 1}  # the alert
        broken.unlink()
    async with house(tmp_path, db_url) as app:
        await publish.run(app, now=NOON)
        assert await states(app) == {"queued": 2}
    assert inbox.messages == []


async def test_two_processes_that_group_at_once_see_each_others_stories(tmp_path, db_url):
    async with house(tmp_path, db_url) as one, house(tmp_path, db_url) as other:
        await bring(one, *QUAKE[0], now=MORNING)
        await group.run(one, now=MORNING)
        await bring(other, *QUAKE[1], now=MORNING)
        await group.run(other, now=MORNING)
        await bring(one, "wire", "Velmora earthquake kills 14 in Dorvan", QUAKE[0][2], now=MORNING)
        await group.run(one, now=MORNING)
        async with one.db.reading() as tx:
            (story,) = await tx.stories.recent(10)
            assert (story.entries, story.outlets) == (3, 3)


async def test_an_overtaken_grouping_leaves_nothing_behind(tmp_path, db_url):
    async with house(tmp_path, db_url) as one, house(tmp_path, db_url) as other:
        await bring(one, *QUAKE[0], now=MORNING)
        index, turn = await group._rebuilt(one, now=MORNING)
        async with one.db.reading() as tx:
            waiting = await tx.entries.ungrouped(10)
        await group.run(other, now=MORNING)
        with pytest.raises(group._OvertakenError):
            await group._group(one, index, waiting, turn=turn + 1, now=MORNING)
        async with one.db.reading() as tx:
            assert len(await tx.stories.recent(10)) == 1


class BreakingPool(CpuPool):
    """A pool whose child dies at one story, twice, as a call that kills does."""

    async def run(self, function, sources, **rest):
        if "votes" in sources[0].title:
            raise BrokenProcessPool
        return await super().run(function, sources, **rest)


async def test_a_story_that_cannot_be_written_holds_up_no_other(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await told_the_quake(app)
        await bring(app, "times", "Velmora votes", "Voters in Velmora went to the polls to elect a mayor.", now=NOON)
        await group.run(app, now=NOON)
        await app.cpu.close()
        app.cpu = BreakingPool()
        report = await write.run(app, now=NOON)
        await app.cpu.close()
        assert report.written == report.brief == 1
        async with app.db.reading() as tx:
            assert await tx.stories.unwritten(10) == []


async def test_a_row_whose_zone_is_unknown_holds_up_no_other(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        async with app.db._writing() as connection:
            await connection.exec_driver_sql("UPDATE subscription SET time_zone = 'Mars/Olympus' WHERE id = 1")
        await told_the_quake(app)
        await publish.run(app, now=NOON)
        assert await states(app) == {"queued": 1}


@pytest.mark.parametrize(("hours", "told"), [(5, 1), (24, 0)])
async def test_an_alert_that_a_kill_cut_short_is_finished_and_told_while_it_is_news(tmp_path, db_url, hours, told):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org")
        await told_the_quake(app)
        async with app.db.transaction() as tx:  # as a process leaves it that was killed before the first chunk
            audience = await tx.lists.by_name("alerts")
            (story,) = await tx.stories.recent(1)
            from dispatcher.app.messages import masthead_of

            await tx.editions.open_alert(audience.id, story.id, masthead_of(app, audience), now=MORNING)
        report = await publish.run(app, now=MORNING + timedelta(hours=hours))
        assert report.alerts == told
        async with app.db.reading() as tx:
            assert await tx.editions.publishing() == []


async def test_one_feed_with_an_odd_header_does_not_stop_the_others(tmp_path, db_url):
    body = b"<rss version='2.0'><channel><title>t</title><item><title>x</title><guid>1</guid></item></channel></rss>"
    with FeedServer() as server:
        server.pages["/odd"] = Page(body=body, headers={"ETag": '"\xe9"'})
        server.pages["/good"] = Page(body=body)
        async with house(tmp_path, db_url) as app:
            async with app.db.transaction() as tx:
                for path in ("/odd", "/good"):
                    await tx.feeds.add(server.url(path), path, headers={}, declared=False, now=NOON)
            report = await poll.run(app, now=NOON)
            assert (report.feeds, report.new) == (2, 2)
            assert (await poll.run(app, now=NOON)).feeds == 0


async def test_who_is_let_in_is_asked_in_the_same_moment(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        async with app.db.reading() as tx:
            audience = await tx.lists.by_name("world")
        rows = read_list_file("email\nanna@example.org\nben@example.org\n", audience).rows
        report = await joining.run(app, audience, rows, now=NOON, invite=True)
        assert (report.new, report.unconfirmed, report.invited) == (2, 2, 2)
        again = await joining.run(app, audience, rows, now=NOON, invite=True)
        assert (again.known, again.invited) == (2, 0)
        assert await states(app) == {"queued": 2}
