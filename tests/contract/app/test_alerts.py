"""Alerts on both databases: nights, caps, several at once, turns of a story; killed wherever it may be, told once and never lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from dispatcher.app import group, publish, publish_alerts, write
from dispatcher.model import Cadence, EditionState
from tests.fakes.house import QUAKE, bring, house
from tests.fakes.people import ANNA

SETTINGS = """
[web]
base_url = "https://news.example.org"
[[topic]]
name = "velmora"
query = "Velmora"
[[topic]]
name = "ferries"
query = "ferry"
[[list]]
name = "alerts"
from = "Alerts <alerts@news.example.org>"
topics = ["velmora", "ferries"]
cadence = "immediate"
"""
NIGHT = "quiet_hours = [22, 7]\n"
LATE = datetime(2026, 11, 24, 22, tzinfo=UTC)  # 23:00 in Berlin, 07:00 the next day in Seoul
BERLIN_WAKES = datetime(2026, 11, 25, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FERRY = (
    ("times", "Ferry runs aground off Brannock", "A ferry ran aground off Brannock with 210 people on board."),
    (
        "post",
        "Brannock ferry runs aground",
        "A ferry with 210 people on board ran aground off Brannock, the coast guard said.",
    ),
)
TOLL = (
    (
        "gazette",
        "Velmora earthquake toll rises to 61",
        "At least 61 people were killed in Dorvan when an earthquake struck Velmora, the interior ministry said.",
    ),
    (
        "herald",
        "61 killed in Velmora earthquake",
        "The earthquake that struck Velmora on Tuesday killed at least 61 people in Dorvan, the interior ministry said.",
    ),
)


def home(root, db_url, more=""):
    (root / "dispatcher.toml").write_text(SETTINGS + more)
    return house(root, db_url)


async def join(app, address, *, zone="UTC", topics=(), hour=7):
    async with app.db.transaction() as tx:
        audience = await tx.lists.by_name("alerts")
        person = replace(
            ANNA,
            address=f"{address}@example.org",
            cadence=Cadence.IMMEDIATE,
            time_zone=zone,
            topics=topics,
            hour=hour,
            next_edition_at=None,
        )
        await tx.subscriptions.join(audience.id, [person], now=LATE - timedelta(days=1))


async def news(app, entries, *, now):
    for entry in entries:
        await bring(app, *entry, now=now)
    await group.run(app, now=now)
    await write.run(app, now=now)


async def alerts(app):
    """Who was told what, in order: (person, headlines)."""
    async with app.db.reading() as tx:
        deliveries = sorted(await tx.outbox.list(), key=lambda each: each.id)
        stories = await tx.stories.get({s.story_id for each in deliveries for s in each.message.plan.stories})
        return [
            (
                each.message.address.partition("@")[0],
                [
                    ("quake" if "Velmora" in stories[s.story_id].headline else "ferry")
                    for s in each.message.plan.stories
                ],
            )
            for each in deliveries
        ]


async def since(app):
    async with app.db.reading() as tx:
        deliveries = sorted(await tx.outbox.list(), key=lambda each: each.id)
    return [(each.message.address.partition("@")[0], each.message.plan.stories[0].since) for each in deliveries]


async def unsettled(app):
    async with app.db.reading() as tx:
        return await tx.alerts.unsettled()


async def test_what_breaks_in_somebodys_night_reaches_them_in_the_morning_in_one_mail(tmp_path, db_url):
    async with home(tmp_path, db_url, NIGHT) as app:
        await join(app, "anna", zone="Europe/Berlin")
        await join(app, "choi", zone="Asia/Seoul")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        assert await alerts(app) == [("choi", ["quake"])]
        await news(app, FERRY, now=LATE + HOUR)
        await publish.run(app, now=LATE + HOUR)
        await publish.run(app, now=BERLIN_WAKES - MINUTE)
        assert len(await alerts(app)) == 2
    async with home(tmp_path, db_url, NIGHT) as app:  # another process: that she waits was never in memory
        for _ in range(2):
            await publish.run(app, now=BERLIN_WAKES)
        told = await alerts(app)
        assert told[:2] == [("choi", ["quake"]), ("choi", ["ferry"])]
        assert [(name, sorted(stories)) for name, stories in told[2:]] == [("anna", ["ferry", "quake"])]
        assert await unsettled(app) == []


async def test_who_slept_too_long_misses_it_and_that_is_said_once(tmp_path, db_url):
    async with home(tmp_path, db_url, NIGHT) as app:
        await join(app, "anna", zone="Europe/Berlin")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        with capture_logs() as logs:
            for _ in range(2):
                await publish.run(app, now=BERLIN_WAKES + 7 * HOUR)
        missed = [line for line in logs if line["event"] == "alert.missed"]
        assert [line["people"] for line in missed] == [1]
        assert await alerts(app) == []
        assert await unsettled(app) == []


async def test_what_is_over_the_cap_goes_out_the_next_morning(tmp_path, db_url):
    async with home(tmp_path, db_url, "alerts_a_day = 1\n") as app:
        await join(app, "anna")
        await news(app, QUAKE, now=LATE - 12 * HOUR)
        await publish.run(app, now=LATE - 12 * HOUR)
        await news(app, FERRY, now=LATE - 11 * HOUR)
        await publish.run(app, now=LATE - 11 * HOUR)
        await publish.run(app, now=LATE)
        assert await alerts(app) == [("anna", ["quake"])]
        await publish.run(app, now=LATE + 9 * HOUR)  # seven o'clock
        assert await alerts(app) == [("anna", ["quake"]), ("anna", ["ferry"])]


async def test_several_at_once_are_one_mail_to_each_and_a_kill_between_chunks_costs_nothing(
    tmp_path, db_url, monkeypatch
):
    monkeypatch.setattr(publish_alerts, "CHUNK", 1)
    queue, killed_at = publish_alerts._queue, iter([1, 2, 1])

    def dies_after(chunks):
        async def killed(*args, **kwargs):
            nonlocal chunks
            if chunks == 0:
                raise KeyboardInterrupt
            chunks -= 1
            await queue(*args, **kwargs)

        return killed

    async with home(tmp_path, db_url) as app:
        await join(app, "anna")
        await join(app, "ben", topics=("ferries",))
        await join(app, "choi", topics=("velmora",))
        await join(app, "dana")
        await news(app, [*QUAKE, *FERRY], now=LATE)
        for late, chunks in enumerate(killed_at):
            monkeypatch.setattr(publish_alerts, "_queue", dies_after(chunks))
            with pytest.raises(KeyboardInterrupt):
                await publish.run(app, now=LATE + late * HOUR)
            assert all(each.edition.state is EditionState.PUBLISHING for each in await unsettled(app))
        monkeypatch.setattr(publish_alerts, "_queue", queue)
        await publish.run(app, now=LATE + 5 * HOUR)  # what was begun is finished while it is news
        told = sorted((name, sorted(stories)) for name, stories in await alerts(app))
        assert told == [
            ("anna", ["ferry", "quake"]),
            ("ben", ["ferry"]),
            ("choi", ["quake"]),
            ("dana", ["ferry", "quake"]),
        ]
        assert await unsettled(app) == []


async def test_a_story_is_told_again_when_its_toll_rose_and_not_when_it_only_grew(tmp_path, db_url):
    async with home(tmp_path, db_url) as app:
        await join(app, "anna")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        again = ("wire", "Earthquake in Velmora kills 14 people in Dorvan", QUAKE[0][2])
        await news(app, [again], now=LATE + HOUR)
        await publish.run(app, now=LATE + HOUR)
        assert await alerts(app) == [("anna", ["quake"])]
        await news(app, TOLL, now=LATE + 2 * HOUR)
        await join(app, "ben")  # never had it: to him it is new
        for _ in range(2):
            await publish.run(app, now=LATE + 2 * HOUR)
        assert await alerts(app) == [("anna", ["quake"]), ("anna", ["quake"]), ("ben", ["quake"])]
        async with app.db.reading() as tx:
            editions = await tx.editions.recent(5)
        assert [(each.development, each.state) for each in editions] == [
            (2, EditionState.PUBLISHED),
            (1, EditionState.PUBLISHED),
        ]
        # Who knew the story is told since when it changed; to who did not it is new.
        assert await since(app) == [("anna", None), ("anna", 1), ("ben", None)]


async def test_who_waits_for_a_story_is_told_its_latest_turn_once(tmp_path, db_url):
    async with home(tmp_path, db_url, NIGHT) as app:
        await join(app, "anna", zone="Europe/Berlin")
        await join(app, "choi", zone="Asia/Seoul")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        await news(app, TOLL, now=LATE + 2 * HOUR)
        await publish.run(app, now=LATE + 2 * HOUR)
        await publish.run(app, now=BERLIN_WAKES)
        assert await alerts(app) == [("choi", ["quake"]), ("choi", ["quake"]), ("anna", ["quake"])]
        assert await unsettled(app) == []


async def test_a_paused_list_keeps_people_waiting(tmp_path, db_url):
    async with home(tmp_path, db_url, NIGHT) as app:
        await join(app, "anna", zone="Europe/Berlin")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        async with app.db._writing() as connection:
            await connection.exec_driver_sql("UPDATE list SET paused = true")
        await publish.run(app, now=BERLIN_WAKES)
        assert await alerts(app) == []
        async with app.db._writing() as connection:
            await connection.exec_driver_sql("UPDATE list SET paused = false")
        await publish.run(app, now=BERLIN_WAKES + HOUR)
        assert await alerts(app) == [("anna", ["quake"])]


async def test_outlets_of_one_owner_are_one(tmp_path, db_url):
    owned = "".join(
        f'[[feed]]\nurl = "https://{outlet}.example.com/rss"\noutlet = "{outlet}"\nowner = "Example House"\n'
        for outlet in ("times", "post")
    )
    async with home(tmp_path, db_url, owned) as app:
        await join(app, "anna")
        await news(app, QUAKE, now=LATE)
        await publish.run(app, now=LATE)
        assert await alerts(app) == []
        await news(app, [TOLL[0]], now=LATE + MINUTE)
        await publish.run(app, now=LATE + MINUTE)
        assert await alerts(app) == [("anna", ["quake"])]


async def test_a_story_below_the_lists_threshold_breaks_when_it_reaches_it(tmp_path, db_url):
    async with home(tmp_path, db_url, "alert_outlets = 3\nalert_entries = 4\nalert_score = 6.5\n") as app:
        await join(app, "anna")
        await news(app, [*QUAKE, TOLL[0]], now=LATE)
        await publish.run(app, now=LATE)
        assert await alerts(app) == []
        await news(app, [TOLL[1]], now=LATE + MINUTE)
        await publish.run(app, now=LATE + MINUTE)
        assert await alerts(app) == [("anna", ["quake"])]
