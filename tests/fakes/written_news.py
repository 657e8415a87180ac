"""The sample stories as if they had been polled, grouped and written: entries, stories and briefings put straight into memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.model import Arrival, ArrivingEntry, Briefing, Citation, ParsedEntry
from tests.fakes.sample_stories import Sample


async def write_news(app: App, samples: Sequence[Sample], *, topic: str, now: datetime) -> None:
    """Stories under one topic, new at `now`, each with its briefing where it has one."""
    for sample in samples:
        async with app.db.transaction() as tx:
            for shown in sample.entries:
                feed = await tx.feeds.add(
                    f"https://{shown.feed_id}.example.com/rss", shown.outlet, headers={}, declared=False, now=now
                )
                parsed = ParsedEntry(uid=shown.uid, link=shown.link, title=shown.title, summary="", published_at=now)
                arriving = ArrivingEntry(entry=parsed, arrival=Arrival.NEWS, fingerprint=shown.uid)
                await tx.entries.add(feed, [arriving], now)
            uids = {shown.uid: shown.id for shown in sample.entries}
            entries = {uids[each.uid]: each for each in await tx.entries.recent(100) if each.uid in uids}
            lead = entries[sample.story.lead_entry_id]
            story_id = await tx.stories.create(sample.story.headline, lead.id, now)
            await tx.entries.assign([(each.id, story_id) for each in entries.values()], now)
            story = replace(
                sample.story,
                id=story_id,
                version=1,
                lead_entry_id=lead.id,
                first_seen_at=now,
                changed_at=now,
                topics=(topic,),
            )
            await tx.stories.update([replace(story, alertable_at=now)])
            if sample.briefing is not None:
                ids = {number: each.id for number, each in entries.items()}
                await tx.briefings.add(story_id, 1, _citing(sample.briefing, ids), language="en", now=now)


def _citing(briefing: Briefing, ids: dict[int, int]) -> Briefing:
    """The briefing with its citations on the entries as the database numbered them."""
    sections = tuple(
        replace(
            section,
            sentences=tuple(
                replace(each, citations=tuple(Citation(ids[one.article], one.start, one.end) for one in each.citations))
                for each in section.sentences
            ),
        )
        for section in briefing.sections
    )
    return replace(briefing, sections=sections, facts={})
