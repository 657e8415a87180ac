"""What an alert did not tell, on both databases: begun and not finished in time, expired unsent, or only counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from dispatcher.app import group, publish, publish_alerts, write
from dispatcher.db.tables import entry
from dispatcher.db.tables_people import history
from dispatcher.errors import TemplateError
from dispatcher.model import DeliveryState, EditionState, Intent, MessageKind
from dispatcher.subscriptions import alert
from tests.fakes.house import QUAKE, bring, house, let_in
from tests.fakes.people import NOON

HOUR = timedelta(hours=1)
EARLY = NOON - 2 * HOUR
FLOOD = (
    ("times", "Flood in Velmora cuts off Tarsin", "A river burst its banks in Velmora and cut off the town of Tarsin."),
    ("post", "Tarsin cut off by Velmora flood", "The town of Tarsin was cut off when a river flooded in Velmora."),
)


async def news(app, entries, *, now):
    for each in entries:
        await bring(app, *each, now=now)
    await group.run(app, now=now)
    await write.run(app, now=now)


async def told(app, kind):
    """Per person, how many mails of a kind tell how many stories."""
    async with app.db.reading() as tx:
        found = [each.message for each in await tx.outbox.list() if each.message.kind is kind]
    return sorted((each.address.partition("@")[0], len(each.plan.stories), len(each.plan.more)) for each in found)


def missed(logs):
    return [line["people"] for line in logs if line["event"] == "alert.missed"]


async def alert_editions(app):
    async with app.db.reading() as tx:
        assert await tx.alerts.unsettled() == []
        return [each.state for each in await tx.editions.recent(5) if each.story_id is not None]


@pytest.mark.parametrize(("away", "people"), [(5 * HOUR, 0), (6 * HOUR, 2), (72 * HOUR, 2)])
async def test_what_a_kill_cut_short_is_finished_while_it_is_news_and_missed_after(
    tmp_path, db_url, monkeypatch, away, people
):
    queue = publish_alerts._queue

    async def killed_after_one(*args, **kwargs):
        monkeypatch.setattr(publish_alerts, "_queue", killed)
        await queue(*args, **kwargs)

    async def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(publish_alerts, "CHUNK", 1)
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org", "ben@example.org", "cora@example.org")
        await news(app, QUAKE, now=EARLY)
        monkeypatch.setattr(publish_alerts, "_queue", killed_after_one)
        with pytest.raises(KeyboardInterrupt):
            await publish.run(app, now=EARLY)
        monkeypatch.setattr(publish_alerts, "_queue", queue)
    async with house(tmp_path, db_url) as app:
        with capture_logs() as logs:
            for _ in range(2):
                await publish.run(app, now=EARLY + away)
        assert len(await told(app, MessageKind.ALERT)) == 3 - people
        assert missed(logs) == ([people] if people else [])
        assert await alert_editions(app) == [EditionState.PUBLISHED]


async def test_what_a_template_held_for_too_long_is_missed_and_held_no_longer(tmp_path, db_url):
    own = tmp_path / "templates" / "mail" / "alert"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("{{ 1 / 0 }}")
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org", "ben@example.org")
        await news(app, QUAKE, now=EARLY)
        for late in (0, 5):
            with pytest.raises(TemplateError):
                await publish.run(app, now=EARLY + late * HOUR)
        with capture_logs() as logs:
            await publish.run(app, now=EARLY + 6 * HOUR)
        assert missed(logs) == [2]
        assert await told(app, MessageKind.ALERT) == []
        assert await alert_editions(app) == [EditionState.PUBLISHED]


async def test_what_an_expired_alert_would_have_told_is_told_by_the_next_digest(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        for name in ("alerts", "world"):
            await let_in(app, name, "anna@example.org")
        await news(app, QUAKE, now=EARLY)
        await publish.run(app, now=EARLY)
        await publish.run(app, now=NOON)  # the digest of the day: she has it, as far as anybody knows
        assert (await told(app, MessageKind.ALERT), await told(app, MessageKind.DIGEST)) == ([("anna", 1, 0)], [])
        async with app.db.sending(token="t") as sender:
            assert await sender.lease(now=EARLY + 5 * HOUR, limit=10) == []
        async with app.db.reading() as tx:
            assert await tx.outbox.counts() == {DeliveryState.EXPIRED.value: 1}
        await publish.run(app, now=NOON + 24 * HOUR)
        assert await told(app, MessageKind.DIGEST) == [("anna", 1, 0)]


async def test_an_expired_alert_takes_nothing_from_who_got_theirs(tmp_path, db_url):
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org", "ben@example.org")
        await news(app, QUAKE, now=EARLY)
        await publish.run(app, now=EARLY)
        async with app.db.sending(token="t") as sender, app.db.sending(token="u") as later:
            (held,) = await sender.lease(now=EARLY, limit=1)
            await sender.commit([Intent(held.id, "smtp")], [], now=EARLY)
            assert await later.lease(now=EARLY + 5 * HOUR, limit=1) == []
        async with app.db.reading() as tx:
            assert {row.subscriber_id for row in await noted(tx)} == {held.message.subscriber_id}


async def test_a_story_that_an_alert_only_counted_is_known_and_was_told_at_no_moment(tmp_path, db_url, monkeypatch):
    monkeypatch.setattr(alert, "MOST_TOLD", 1)
    async with house(tmp_path, db_url) as app:
        await let_in(app, "alerts", "anna@example.org")
        await news(app, [*QUAKE, *FLOOD], now=EARLY)
        await publish.run(app, now=EARLY)
        async with app.db.reading() as tx:
            ((message, (counted,)),) = [(each.message, each.message.plan.more) for each in await tx.outbox.list()]
            (planned,) = message.plan.stories
            assert await tx.history.told([message.subscriber_id], [planned.story_id, counted]) == {
                (message.subscriber_id, planned.story_id): EARLY,
                (message.subscriber_id, counted): None,
            }
            # By every account of it, or a later turn would find that less is known than was counted.
            assert sorted(row.story_id for row in await noted(tx)) == sorted([planned.story_id, counted] * 2)


async def noted(tx):
    rows = await tx.history._connection.execute(
        select(history.c.subscriber_id, entry.c.story_id).join(entry, entry.c.id == history.c.entry_id)
    )
    return rows.all()
