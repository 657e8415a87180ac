"""
Story → Briefing: write every story on a topic that changed since it was last written.

Each briefing is committed by itself: it belongs to one version of its story, and written twice it reads the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.app.sources import sources_of
from dispatcher.model import Briefing, BriefingStatus, Section, SectionName, SourceText, Story
from dispatcher.stories.briefing import write_briefing

BATCH = 50
MOST_TIME = 60.0  # seconds; a story takes a tenth of one
logger = log.get()


@dataclass(kw_only=True)
class WriteReport(Report):
    """What was written."""

    written: int = 0
    full: int = 0
    partial: int = 0
    brief: int = 0


async def run(app: App, *, now: datetime) -> WriteReport:
    """Write all that is unwritten."""
    report = WriteReport()
    while True:
        async with app.db.reading() as tx:
            stories = await tx.stories.unwritten(BATCH)
        if not stories:
            return report
        report.add(await write(app, stories, now=now))


async def write(app: App, stories: Sequence[Story], *, now: datetime) -> WriteReport:
    """Write these stories at the version they stand at."""
    report = WriteReport()
    async with app.db.reading() as tx:
        entries = await tx.entries.of_stories([story.id for story in stories])
    for story in stories:
        briefing = await _briefing(app, story, sources_of(entries[story.id]), now=now)
        async with app.db.transaction() as tx:
            await tx.briefings.add(story.id, story.version, briefing, language="en", now=now)
        logger.info("briefing.written", story=story.id, version=story.version, status=str(briefing.status))
        report.add(WriteReport(written=1, **{str(briefing.status): 1}))
    return report


async def _briefing(app: App, story: Story, sources: Sequence[SourceText], *, now: datetime) -> Briefing:
    """A story that cannot be written is told by its headline and its sources, and holds up no other."""
    try:
        async with asyncio.timeout(MOST_TIME):
            return await app.cpu.run(write_briefing, sources, now=now)
    except Exception as error:
        logger.exception("briefing.failed", story=story.id, version=story.version, error=str(error))
        if isinstance(error, TimeoutError):
            await app.cpu.close()
        reason = "This version of the story could not be written."
        return Briefing(BriefingStatus.BRIEF, tuple(Section(name, (), reason) for name in SectionName))
