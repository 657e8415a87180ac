"""
Story → Briefing: write every story on a topic that changed since it was last written.

Each briefing is committed by itself: it belongs to one version of its story, and written twice it reads the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher import clock, log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.app.sources import sources_of
from dispatcher.model import (
    Briefing,
    BriefingStatus,
    EarlierBriefing,
    MissingReason,
    Section,
    SectionName,
    SourceText,
    Story,
)
from dispatcher.stories.briefing import write_briefing

BATCH = 50
LANGUAGE = "en"
LOOK_LIMITS = 3  # time limits of a story that a model has for all stories of one look
logger = log.get()


@dataclass(kw_only=True)
class WriteReport(Report):
    """What was written."""

    written: int = 0
    full: int = 0
    partial: int = 0
    brief: int = 0


async def run(app: App, *, now: datetime) -> WriteReport:
    """Write all that is unwritten. A model has its time for one look; what is left then is quoted, so that editions leave on time."""
    report = WriteReport()
    until = clock.monotonic() + LOOK_LIMITS * app.settings.writer.time_limit
    while True:
        async with app.db.reading() as tx:
            stories = await tx.stories.unwritten(BATCH)
        if not stories:
            return report
        report.add(await write(app, stories, now=now, until=until))


async def write(app: App, stories: Sequence[Story], *, now: datetime, until: float | None = None) -> WriteReport:
    """Write these stories at the version they stand at; a model is asked until `until` (of `clock.monotonic`)."""
    report = WriteReport()
    if until is None:
        until = clock.monotonic() + LOOK_LIMITS * app.settings.writer.time_limit
    async with app.db.reading() as tx:
        entries = await tx.entries.of_stories([story.id for story in stories])
        earlier = await tx.briefings.earlier({story.id: story.version for story in stories})
        articles = await tx.articles.of_entries([entry.id for told in entries.values() for entry in told])
    side_by_side = asyncio.Semaphore(app.settings.writer.connections if app.settings.writer.kind == "llm" else 1)

    async def written(story: Story) -> None:
        sources = sources_of(entries[story.id], articles)
        async with side_by_side:
            briefing = await _briefing(app, story, sources, earlier.get(story.id, ()), now=now, until=until)
            async with app.db.transaction() as tx:
                await tx.briefings.add(story.id, story.version, briefing, language=LANGUAGE, now=now)
            logger.info("briefing.written", story=story.id, version=story.version, status=str(briefing.status))
            report.add(WriteReport(written=1, **{str(briefing.status): 1}))

    async with asyncio.TaskGroup() as tasks:
        for story in stories:
            tasks.create_task(written(story))
    return report


async def _briefing(
    app: App,
    story: Story,
    sources: Sequence[SourceText],
    earlier: Sequence[EarlierBriefing],
    *,
    now: datetime,
    until: float,
) -> Briefing:
    """A story that cannot be written is told by its headline and its sources, and holds up no other."""
    try:
        if writer := app.model_writer():
            return await writer.write(sources, earlier, now=now, language=LANGUAGE, until=until, story=story.id)
        briefing: Briefing = await app.in_time(write_briefing, sources, now=now, earlier=earlier)
    except Exception as error:
        logger.exception("briefing.failed", story=story.id, version=story.version, error=str(error))
        reason = "This version of the story could not be written."
        return Briefing(
            BriefingStatus.BRIEF, tuple(Section(name, (), reason, MissingReason.FAILED) for name in SectionName)
        )
    else:
        return briefing
