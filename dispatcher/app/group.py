"""
Entry → Match → Story: match what is new against all topics, and put it beside the coverage it belongs to.

Entries wait in their own rows until they are grouped; matches, stories and the mark "grouped" are one commit. The index of open
stories lives in memory and is rebuilt from those rows whenever there is doubt about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.app.sources import source_of, sources_of
from dispatcher.db import Transaction
from dispatcher.matching import TopicIndex, compile_topics
from dispatcher.model import Arrival, Entry, Match, Story
from dispatcher.stories import WINDOW, StoryIndex
from dispatcher.stories.belongs import topics_of
from dispatcher.stories.lead import lead
from dispatcher.stories.outlets import distinct_outlets

BATCH = 200
TURN = "grouping"  # counts the batches that were grouped, whoever did it
HORIZON = timedelta(hours=1)  # the index rounds what it forgets to the hour
logger = log.get()


@dataclass(kw_only=True)
class GroupReport(Report):
    """What grouping found."""

    entries: int = 0
    matches: int = 0
    opened: int = 0  # stories that began


class _OvertakenError(Exception):
    """Another process grouped meanwhile: what this one's index knows is old."""


async def run(app: App, *, now: datetime) -> GroupReport:
    """Group every entry that waits. Processes that group at the same time take turns, each seeing the other's stories."""
    report = GroupReport()
    while True:
        async with app.db.reading() as tx:
            if not await tx.entries.ungrouped(1):
                return report
        index, turn = app.story_index or await _rebuilt(app, now=now)
        app.story_index = None  # what the index learns below counts only once it is committed
        async with app.db.reading() as tx:
            waiting = await tx.entries.ungrouped(BATCH)
        index.forget(before=now - WINDOW)
        try:
            report.add(await _group(app, index, waiting, turn=turn + 1, now=now))
        except _OvertakenError:
            logger.info("grouping.overtaken")
            continue
        app.story_index = (index, turn + 1)


async def _rebuilt(app: App, *, now: datetime) -> tuple[StoryIndex, int]:
    """The index as if this process had never stopped, and the last turn it knows of."""
    index = StoryIndex()
    async with app.db.reading() as tx:
        turn = int(await tx.instance.get(TURN) or 0)
        entries = await tx.entries.grouped_since(now - WINDOW - HORIZON)
    for entry in entries:
        if entry.story_id is not None:
            index.place(source_of(entry), entry.story_id, seen_at=entry.first_seen_at)
    return index, turn


async def _topics(app: App) -> TopicIndex:
    async with app.db.reading() as tx:
        queries = tuple((topic.name, topic.query) for topic in await tx.topics.all() if not topic.paused)
    if app.topic_index is None or app.topic_index[0] != queries:
        app.topic_index = (queries, compile_topics(queries))
    return app.topic_index[1]


async def _group(app: App, index: StoryIndex, waiting: Sequence[Entry], *, turn: int, now: datetime) -> GroupReport:
    topics = await _topics(app)
    matches = {entry.id: topics.match(entry.title, entry.words) for entry in waiting}
    arrivals: defaultdict[int, list[Arrival]] = defaultdict(list)
    opened = 0
    async with app.db.transaction() as tx:
        if await tx.instance.next(TURN) != turn:
            raise _OvertakenError
        await tx.matches.add(matches)
        pairs: list[tuple[int, int]] = []
        for entry in waiting:
            source = source_of(entry)
            story_id = index.decide(source, seen_at=entry.first_seen_at)
            if story_id is None:
                story_id = await tx.stories.create(entry.title, entry.id, now)
                opened += 1
            index.place(source, int(story_id), seen_at=entry.first_seen_at)
            arrivals[int(story_id)].append(entry.arrival)
            pairs.append((entry.id, int(story_id)))
        await tx.entries.assign(pairs, now)
        await tx.stories.update(await _retold(tx, arrivals, await _owners(app, tx), now=now))
    found = sum(map(len, matches.values()))
    logger.info("entries.grouped", entries=len(waiting), matches=found, stories=len(arrivals), opened=opened)
    return GroupReport(entries=len(waiting), matches=found, opened=opened)


async def _owners(app: App, tx: Transaction) -> dict[int, str]:
    """Feed → owner, where dispatcher.toml names one."""
    named = {feed.url: feed.owner for feed in app.settings.feeds if feed.owner}
    return {feed.id: named[feed.url] for feed in await tx.feeds.all() if feed.url in named} if named else {}


async def _retold(
    tx: Transaction, arrivals: dict[int, list[Arrival]], owners: Mapping[int, str], *, now: datetime
) -> list[Story]:
    """The stories that entries have joined, as they stand now."""
    stories = await tx.stories.get(list(arrivals))
    entries = await tx.entries.of_stories(list(arrivals))
    matches = await tx.matches.of_entries([entry.id for told in entries.values() for entry in told])
    return [
        _as_it_stands(stories[story_id], entries[story_id], matches, owners, arrived=arrived, now=now)
        for story_id, arrived in arrivals.items()
    ]


def _as_it_stands(
    story: Story,
    entries: Sequence[Entry],
    matches: dict[int, list[Match]],
    owners: Mapping[int, str],
    *,
    arrived: Sequence[Arrival],
    now: datetime,
) -> Story:
    sources = sources_of(entries)
    lead_id = int(lead(sources))
    voices = [
        replace(source, outlet=owners.get(entry.feed_id, source.outlet))
        for source, entry in zip(sources, entries, strict=True)
    ]
    by_entry = {entry.id: {match.topic for match in matches.get(entry.id, ())} for entry in entries}
    return Story(
        id=story.id,
        headline=next(entry.title for entry in entries if entry.id == lead_id),
        version=story.version + 1,
        first_seen_at=story.first_seen_at,
        changed_at=now,
        alertable_at=now if Arrival.NEWS in arrived else story.alertable_at,
        lead_entry_id=lead_id,
        entries=len(entries),
        outlets=len(distinct_outlets(voices)),
        topics=tuple(topics_of(by_entry[lead_id], list(by_entry.values()))),
    )
