"""
What dispatcher.toml declares → rows: feeds, topics, lists.

Everything is checked before anything is written, and all of it is one commit. A declared thing that left the file is paused, never
deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.errors import ConfigError, QueryError
from dispatcher.matching import parse
from dispatcher.paths import SETTINGS_FILE

logger = log.get()


@dataclass(kw_only=True)
class ApplyReport(Report):
    """What is declared now."""

    feeds: int = 0
    topics: int = 0
    lists: int = 0
    paused: int = 0  # were declared, and left the file


async def run(app: App, *, now: datetime) -> ApplyReport:
    """Apply the declarations. Raises ConfigError with file and line for a query that cannot be read."""
    settings = app.settings
    for topic in settings.topics:
        try:
            parse(topic.query)
        except QueryError as error:
            raise ConfigError(
                f"topic {topic.name!r}: {error.problem} at character {error.at + 1}",
                place=f"{SETTINGS_FILE}:{topic.line}",
                remedy=error.remedy,
            ) from error
    async with app.db.transaction() as tx:
        for feed in settings.feeds:
            await tx.feeds.declare(
                feed.url,
                feed.outlet,
                headers=feed.headers,
                now=now,
                articles=feed.articles,
                country=feed.country,
            )
        for topic in settings.topics:
            await tx.topics.declare(topic.name, topic.title, topic.query)
        for audience in settings.lists:
            await tx.lists.declare(
                audience.name,
                title=audience.title,
                sender_name=audience.sender_name,
                sender_address=audience.sender_address,
                reply_to=audience.reply_to,
                unsubscribe_address=audience.unsubscribe_address,
                topics=audience.topics,
                cadence=audience.cadence,
                weekday=audience.weekday,
                hour=audience.hour,
                time_zone=audience.time_zone,
                language=audience.language,
                alert_outlets=audience.alert_outlets,
                alert_entries=audience.alert_entries,
                alert_score=audience.alert_score,
                alerts_a_day=audience.alerts_a_day,
                quiet_from=audience.quiet_hours and audience.quiet_hours[0],
                quiet_until=audience.quiet_hours and audience.quiet_hours[1],
                full_stories=audience.full_stories,
                brand=audience.brand.model_dump(),
                goodbye=audience.goodbye,
                max_lateness=audience.max_lateness,
            )
        paused = await tx.feeds.undeclared([feed.url for feed in settings.feeds])
        paused += await tx.topics.undeclared([topic.name for topic in settings.topics])
        paused += await tx.lists.undeclared([audience.name for audience in settings.lists])
    report = ApplyReport(
        feeds=len(settings.feeds), topics=len(settings.topics), lists=len(settings.lists), paused=paused
    )
    logger.info("declarations.applied", **report.as_dict())
    return report
