"""A machine that was off: one digest, not three, none at an hour nobody chose, and nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from dispatcher.app import group, publish
from dispatcher.model import Cadence
from tests.fakes import databases
from tests.fakes.house import QUAKE, bring, house, let_in
from tests.fakes.people import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRIKE = (
    ("herald", "Velmora dockers walk out", "Dockers in Velmora walked out on Wednesday over pay, their union said."),
    ("courier", "Dockers strike closes Velmora port", "The port of Velmora was closed when dockers went on strike."),
)


def strict(folder, hours=2):
    """The lists of a workspace want their digests within so many hours."""
    settings = folder / "dispatcher.toml"
    said = f'topics = ["velmora"]\nmax_lateness = {hours}'
    settings.write_text(settings.read_text().replace('topics = ["velmora"]', said))


@pytest.fixture
def sqlite(tmp_path):
    return databases.new_url("sqlite", tmp_path)


@pytest_asyncio.fixture
async def app(tmp_path, sqlite):
    async with house(tmp_path, sqlite):
        strict(tmp_path, 12)
    async with house(tmp_path, sqlite) as opened:
        await let_in(opened, "world", "anna@example.org", "ben@example.org")
        yield opened


async def happened(app, told, at):
    for outlet, title, text in told:
        await bring(app, outlet, title, text, now=at)
    await group.run(app, now=at)


async def digests(app):
    """Per digest: day of the slot, headlines."""
    async with app.db.reading() as tx:
        editions = {each.id: each for each in await tx.editions.recent(100)}
        deliveries = sorted(await tx.outbox.list(limit=100), key=lambda each: each.id)
        return [
            (editions[each.message.edition_id].slot.day, len(each.message.plan.stories))
            for each in deliveries
            if each.message.address == "anna@example.org"
        ]


async def test_three_days_off_come_to_one_digest_that_tells_all_of_them(app):
    await happened(app, QUAKE, NOON - HOUR)
    await publish.run(app, now=NOON)
    await happened(app, STRIKE, NOON + DAY - HOUR)  # the last poll before the machine went off
    back = NOON + 4 * DAY - HOUR  # yesterday's slot is 23 hours late, today's comes in an hour
    with capture_logs() as logged:
        report = await publish.run(app, now=back)
    assert (report.digests, report.skipped) == (0, 2)
    (said,) = [each for each in logged if each["event"] == "slot.skipped"]
    assert (said["day"], said["readers"], said["late_for"]) == ("2026-11-27", 2, 23 * 3600)
    assert (await publish.run(app, now=back + HOUR)).digests == 2
    assert (await publish.run(app, now=back + 2 * HOUR)).digests == 0
    first, second = NOON.date(), (NOON + 4 * DAY).date()
    assert await digests(app) == [(first, 1), (second, 1)]


@pytest.mark.parametrize(("late_by", "comes"), [(12 * HOUR, True), (12 * HOUR + timedelta(minutes=1), False)])
async def test_as_late_as_the_list_allows_is_still_in_time(app, late_by, comes):
    await happened(app, QUAKE, NOON - HOUR)
    assert bool((await publish.run(app, now=NOON + late_by)).digests) == comes
    report = await publish.run(app, now=NOON + DAY)
    assert bool(report.digests) != comes  # what the skipped one would have told comes with the next


async def test_an_operator_may_insist(app):
    await happened(app, QUAKE, NOON - HOUR)
    report = await publish.run(app, now=NOON + 20 * HOUR, late=True)
    assert (report.digests, report.skipped) == (2, 0)


async def test_a_first_digest_that_was_skipped_loses_none_of_its_stories(app):
    await happened(app, QUAKE, NOON - 23 * HOUR)  # a first digest looks back one cadence
    assert (await publish.run(app, now=NOON + 13 * HOUR)).skipped == 2
    assert (await publish.run(app, now=NOON + DAY)).digests == 2


async def test_a_list_says_how_late_its_digests_may_be(tmp_path, sqlite):
    async with house(tmp_path, sqlite) as app:
        await let_in(app, "world", "anna@example.org")
        await happened(app, QUAKE, NOON - HOUR)
        assert (await publish.run(app, now=NOON + 23 * HOUR)).digests == 1  # which said nothing
        strict(tmp_path)
    async with house(tmp_path, sqlite) as app:
        await happened(app, STRIKE, NOON + DAY - HOUR)
        assert (await publish.run(app, now=NOON + DAY + 3 * HOUR)).skipped == 1


async def test_a_weekly_digest_of_a_list_that_says_nothing_waits_for_a_week(tmp_path, sqlite):
    async with house(tmp_path, sqlite) as app:
        async with app.db.transaction() as tx:
            world = await tx.lists.by_name("world")
            from tests.fakes.people import ANNA

            weekly = replace(
                ANNA,
                address="wil@example.org",
                cadence=Cadence.WEEKLY,
                weekday=1,
                hour=12,
                time_zone="UTC",
                next_edition_at=NOON,
            )
            await tx.subscriptions.join(world.id, [weekly], now=NOON - DAY)
        await happened(app, QUAKE, NOON - HOUR)
        report = await publish.run(app, now=NOON + 6 * DAY)
        assert (report.digests, report.skipped) == (1, 0)


async def test_each_reader_of_a_skipped_slot_is_counted_once(tmp_path, db_url):
    async with house(tmp_path, db_url):
        strict(tmp_path)
    async with house(tmp_path, db_url) as app:
        await let_in(app, "world", "anna@example.org", "ben@example.org")
        await publish.run(app, now=NOON + 15 * HOUR)
        await publish.run(app, now=NOON + 16 * HOUR)
        async with app.db.reading() as tx:
            (skipped,) = await tx.skips.since(NOON)
            assert (skipped.readers, skipped.due_at) == (2, NOON)
            assert await tx.skips.since(NOON + DAY) == []
