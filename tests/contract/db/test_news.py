"""Feeds, entries, stories and history on both databases."""

from datetime import timedelta

from dispatcher.model import Arrival, ArrivingEntry, ParsedEntry, PollRecord
from tests.fakes.people import ANNA, NOON

HOUR = timedelta(hours=1)


def arriving(uid, link="https://example.com/1", title="A title", arrival=Arrival.NEWS):
    parsed = ParsedEntry(uid=uid, link=link, title=title, summary="Some words.")
    return ArrivingEntry(entry=parsed, arrival=arrival, fingerprint=f"{uid}{title}")


async def a_feed(tx, url="https://example.com/rss"):
    return await tx.feeds.add(url, "Example Times", headers={"X-Key": "k"}, declared=False, now=NOON)


async def test_an_entry_is_its_feed_its_id_and_its_link(db):
    async with db.transaction() as tx:
        feed, other = await a_feed(tx), await a_feed(tx, "https://example.net/rss")
        await tx.entries.add(feed, [arriving("a"), arriving("a", "https://example.com/2")], NOON)
        await tx.entries.add(feed, [arriving("a", title="again")], NOON + HOUR)
        await tx.entries.add(other, [arriving("a"), arriving("b", link=None)], NOON)
        assert await tx.entries.count() == 4
        known = await tx.entries.fingerprints(feed.id, [("a", "https://example.com/1"), ("a", "")])
        assert known == {("a", "https://example.com/1"): "aA title"}


async def test_an_edited_entry_keeps_when_and_how_it_came(db):
    async with db.transaction() as tx:
        feed = await a_feed(tx)
        await tx.entries.add(feed, [arriving("a", arrival=Arrival.OPENING), arriving("b")], NOON)
        await tx.entries.change(feed, [arriving("a", title="Edited"), arriving("b", title="Too")], NOON + HOUR)
        first, second = await tx.entries.ungrouped(10)
        assert (first.title, first.arrival, first.first_seen_at) == ("Edited", Arrival.OPENING, NOON)
        assert second.title == "Too"


async def test_background_never_waits_to_be_grouped(db):
    async with db.transaction() as tx:
        await tx.entries.add(await a_feed(tx), [arriving("a", arrival=Arrival.BACKGROUND)], NOON)
        assert await tx.entries.ungrouped(10) == []


async def test_an_empty_feed_does_not_count_as_a_first_poll(db):
    record = PollRecord(
        feed_id=1,
        polled_at=NOON,
        next_poll_at=NOON + HOUR,
        brought_entries=False,
        etag='"e"',
        last_modified=None,
        body_hash="h",
        failures=0,
        error=None,
    )
    async with db.transaction() as tx:
        feed = await a_feed(tx)
        await tx.feeds.polled(record)
        polled = await tx.feeds.get(feed.id)
        assert (polled.first_polled_at, polled.polled_at, polled.etag) == (None, NOON, '"e"')
        assert await tx.feeds.due(NOON, limit=10) == []
        assert [each.id for each in await tx.feeds.due(NOON + HOUR, limit=10)] == [feed.id]


async def test_a_removed_feed_is_found_nowhere_its_entries_stay_and_it_can_come_back(db):
    async with db.transaction() as tx:
        feed = await a_feed(tx)
        await tx.entries.add(feed, [arriving("a")], NOON)
        await tx.feeds.remove(feed.id, now=NOON)
        assert (await tx.feeds.all(), await tx.feeds.by_url(feed.url), await tx.entries.count()) == ([], None, 1)
        assert (await a_feed(tx)).id == feed.id


async def test_what_left_the_file_is_paused_and_polls_again_when_it_returns(db):
    async with db.transaction() as tx:
        feed = await tx.feeds.declare("https://example.com/rss", "Times", headers={}, now=NOON)
        assert await tx.feeds.undeclared([]) == 1
        assert (await tx.feeds.get(feed.id)).paused
        again = await tx.feeds.declare("https://example.com/rss", "The Times", headers={}, now=NOON)
        assert (again.id, again.paused, again.outlet, again.declared) == (feed.id, False, "The Times", True)


async def test_a_person_had_a_story_when_they_had_any_entry_of_it_even_when_it_grew(db):
    async with db.transaction() as tx:
        feed = await a_feed(tx)
        await tx.entries.add(feed, [arriving("a"), arriving("b")], NOON)
        first, second = await tx.entries.ungrouped(10)
        story = await tx.stories.create("A title", first.id, NOON)
        await tx.entries.assign([(first.id, story)], NOON)
        world = await tx.lists.add("world", title="W", sender_name="W", sender_address="w@example.org")
        await tx.subscriptions.join(world.id, [ANNA], now=NOON)
        (anna,) = await tx.subscriptions.of_list(world.id)
        await tx.history.add([(anna.subscriber_id, story)], edition_id=1)
        await tx.history.add([(anna.subscriber_id, story)], edition_id=2)
        await tx.entries.assign([(second.id, story)], NOON)
        assert await tx.history.had([anna.subscriber_id], [story]) == {(anna.subscriber_id, story)}
        assert await tx.history.had([anna.subscriber_id + 1], [story]) == set()


async def test_five_thousand_entries_go_in_at_once(db):
    async with db.transaction() as tx:
        feed = await a_feed(tx)
        many = [arriving(f"u{number}", f"https://example.com/{number}") for number in range(5_000)]
        await tx.entries.add(feed, many, NOON)
        assert len(await tx.entries.fingerprints(feed.id, [(e.entry.uid, e.entry.link) for e in many])) == 5_000


async def test_a_reader_sees_one_state_while_a_writer_writes(db):
    async with db.reading() as before:
        assert await before.feeds.all() == []
        async with db.transaction() as tx:
            await a_feed(tx)
    async with db.reading() as after:
        assert len(await after.feeds.all()) == 1
