"""What is remembered of articles, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.model import Arrival, ArrivingEntry, Article, ArticleState, Briefing, BriefingStatus, ParsedEntry, Story
from tests.fakes.people import NOON

HOUR = timedelta(hours=1)
READ = Article(
    entry_id=1, link="https://example.com/1", state=ArticleState.READ, title="T", text="Text.", fetched_at=NOON
)
FAILED = replace(
    READ, state=ArticleState.FAILED, reason="503", title="", text="", attempts=2, next_fetch_at=NOON + HOUR
)


@pytest.fixture
async def tx(db):
    """An open transaction on an empty database."""
    async with db.transaction() as open_tx:
        yield open_tx


async def a_story(tx, *, link="https://example.com/1", contents="", topics=("velmora",), articles=True):
    url = f"https://feeds.example.{'com' if articles else 'net'}/rss"
    feed = await tx.feeds.add(url, "Times", headers={}, declared=False, now=NOON, articles=articles, country="GB")
    await tx.topics.declare("velmora", "Velmora", "Velmora")
    known = await tx.entries.count()
    parsed = ParsedEntry(uid=f"uid {known}", link=link, title="Velmora", summary="Some words.", content=contents)
    await tx.entries.add(feed, [ArrivingEntry(entry=parsed, arrival=Arrival.NEWS, fingerprint="f")], NOON)
    (entry,) = await tx.entries.recent(1)
    story_id = await tx.stories.create("Velmora", entry.id, NOON)
    await tx.entries.assign([(entry.id, story_id)], NOON)
    story = Story(
        id=story_id, headline="Velmora", version=1, first_seen_at=NOON, changed_at=NOON, alertable_at=NOON, lead_entry_id=entry.id,
        entries=1, outlets=1, topics=topics,
    )  # fmt: skip
    await tx.stories.update([story])
    return entry, story


async def wanted(tx, now=NOON):
    return [(entry.id, attempts) for entry, _, attempts in await tx.articles.wanted(now, limit=10, full_text=100)]


async def test_an_article_is_remembered_as_it_was_read(tx):
    entry, _ = await a_story(tx)
    await tx.articles.put([replace(READ, entry_id=entry.id)])
    assert await tx.articles.of_entries([entry.id, 999]) == {entry.id: replace(READ, entry_id=entry.id)}
    again = replace(FAILED, entry_id=entry.id)
    await tx.articles.put([again])
    assert await tx.articles.of_entries([entry.id]) == {entry.id: again}
    await tx.articles.put([])


async def test_entries_know_the_country_of_their_outlet(tx):
    entry, _ = await a_story(tx)
    assert entry.country == "GB"


async def test_the_newest_stories_want_their_articles_first(tx):
    one, two = await a_story(tx), await a_story(tx)
    assert await wanted(tx) == [(two[0].id, 0), (one[0].id, 0)]
    assert len(await tx.articles.wanted(NOON, limit=1, full_text=100)) == 1


@pytest.mark.parametrize(
    "case", [{"link": None}, {"contents": "a" * 100}, {"topics": ()}, {"articles": False}], ids=str
)
async def test_nothing_is_wanted_without_a_link_a_topic_or_leave_or_with_full_text(tx, case):
    await a_story(tx, **case)
    assert await wanted(tx) == []


async def test_a_removed_feed_is_not_asked(tx):
    entry, _ = await a_story(tx)
    await tx.feeds.remove(entry.feed_id, now=NOON)
    assert await wanted(tx) == []


async def test_a_written_story_wants_nothing_until_it_changes(tx):
    entry, story = await a_story(tx)
    await tx.briefings.add(story.id, 1, Briefing(BriefingStatus.BRIEF, ()), language="en", now=NOON)
    assert await wanted(tx) == []
    await tx.stories.update([replace(story, version=2)])
    assert await wanted(tx) == [(entry.id, 0)]


@pytest.mark.parametrize("state", [ArticleState.READ, ArticleState.REFUSED])
async def test_what_was_settled_is_not_asked_again_unless_the_link_changed(tx, state):
    entry, _ = await a_story(tx)
    await tx.articles.put([replace(READ, entry_id=entry.id, state=state)])
    assert await wanted(tx, NOON + timedelta(days=30)) == []
    await tx.articles.put([replace(READ, entry_id=entry.id, state=state, link="https://example.com/other")])
    assert await wanted(tx) == [(entry.id, 0)]


async def test_a_failure_waits_for_its_next_attempt(tx):
    entry, _ = await a_story(tx)
    await tx.articles.put([replace(FAILED, entry_id=entry.id)])
    assert await wanted(tx, NOON) == []
    assert await wanted(tx, NOON + HOUR) == [(entry.id, 2)]
    await tx.articles.put([replace(FAILED, entry_id=entry.id, next_fetch_at=None)])
    assert await wanted(tx, NOON + timedelta(days=30)) == []


async def test_text_is_deleted_after_a_fortnight_and_what_became_of_it_is_not(tx):
    entry, _ = await a_story(tx)
    await tx.articles.put([replace(READ, entry_id=entry.id)])
    assert await tx.articles.forget(NOON + timedelta(days=14)) == 0
    assert await tx.articles.forget(NOON + timedelta(days=14, seconds=1)) == 1
    assert await tx.articles.forget(NOON + timedelta(days=15)) == 0
    assert await tx.articles.of_entries([entry.id]) == {entry.id: replace(READ, entry_id=entry.id, title="", text="")}
    assert await wanted(tx) == []
