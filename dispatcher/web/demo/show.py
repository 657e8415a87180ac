"""
What the demo does on its stage: the people join, the news is read, the digests go out, and then news breaks.

Every step is a use case of the dispatcher, called as the daily commands call it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dispatcher import clock
from dispatcher.app import apply, group, poll, publish, run, send, write
from dispatcher.app.report import Report
from dispatcher.errors import TransportError
from dispatcher.model import Feed, PollRecord
from dispatcher.web.demo import people
from dispatcher.web.demo.inbox_mail import kind_of
from dispatcher.web.demo.stage import Stage

LATER = timedelta(minutes=5)  # how much later, in the demo's own time, the news breaks
BREAKS_AFTER = 8.0  # seconds to look at the digest before it does
GIVEN_UP_AFTER = 60.0  # seconds without the mail one waits for

Say = Callable[[str], None]


@dataclass(kw_only=True)
class Shown(Report):
    """What a demo came to."""

    feeds: int = 0
    entries: int = 0
    matches: int = 0
    stories: int = 0
    briefings: int = 0
    digests: int = 0
    alerts: int = 0
    confirmations: int = 0


async def set_up(stage: Stage, *, now: datetime, say: Say) -> Shown:
    """Everything up to the moment when the first edition can be published."""
    app = stage.app
    applied = await apply.run(app, now=now)
    invited = await people.join(app, now=now)
    say(f"Workspace ready: {applied.feeds} feeds, {applied.topics} topics, {applied.lists} lists")
    polled = await poll.run(app, now=now)
    say(f"Newsroom polled: {polled.new} entries from {polled.feeds} feeds")
    grouped = await group.run(app, now=now)
    written = await write.run(app, now=now)
    say(f"{written.written} briefings written on the stories that match a topic")
    return Shown(
        feeds=polled.feeds,
        entries=polled.new,
        matches=grouped.matches,
        stories=grouped.opened,
        briefings=written.written,
        confirmations=invited,
    )


async def once(stage: Stage, *, now: datetime, out: Path, say: Say) -> Shown:
    """
    The whole demo without waiting; every mail is written to `out` as `<kind>-<n>.eml`.

    Raises TransportError when the inbox did not take a mail.
    """
    shown = await set_up(stage, now=now, say=say)
    shown.digests = (await publish.run(stage.app, now=now)).digests
    await _send(stage, now=now)
    say(f"{shown.digests} digests and {shown.confirmations} request to confirm sent")
    later = now + LATER
    await breaks(stage, now=later)
    polled = await poll.run(stage.app, now=later)
    grouped = await group.run(stage.app, now=later)
    written = await write.run(stage.app, now=later)
    shown.alerts = (await publish.run(stage.app, now=later)).alerts
    await _send(stage, now=later)
    say(f"News broke: {shown.alerts} alerts sent")
    shown.entries += polled.new
    shown.matches += grouped.matches
    shown.stories += grouped.opened
    shown.briefings += written.written
    write_mails(stage, out)
    return shown


async def live(stage: Stage, *, stop: asyncio.Event, say: Say) -> None:
    """The demo in real time, with the service's own ticks, until `stop` is set."""
    await set_up(stage, now=clock.now(), say=say)
    say("Publishing the digests of this hour …")
    story = asyncio.create_task(_news_breaks(stage, say=say))
    try:
        await run.serve(stage.app, stop=stop)
    finally:
        story.cancel()
        await asyncio.gather(story, return_exceptions=True)


async def breaks(stage: Stage, *, now: datetime) -> None:
    """Release the breaking event, and have the feeds asked again at once instead of in a quarter of an hour."""
    stage.newsroom.release()
    async with stage.app.db.transaction() as tx:
        for feed in await tx.feeds.all():
            await tx.feeds.polled(_due(feed, now))


def write_mails(stage: Stage, out: Path) -> dict[str, int]:
    """Write the inbox into a folder, numbered per kind in the order they came."""
    out.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    for received in stage.inbox.messages:
        kind = kind_of(received.data)
        numbers[kind] = numbers.get(kind, 0) + 1
        (out / f"{kind}-{numbers[kind]}.eml").write_bytes(received.data)
    return numbers


async def _news_breaks(stage: Stage, *, say: Say) -> None:
    try:
        async with asyncio.timeout(GIVEN_UP_AFTER):
            await stage.arrivals.first("digest")
        say("The digests are in the inbox. News breaks in a few seconds …")
        await asyncio.sleep(BREAKS_AFTER)
        await breaks(stage, now=clock.now())
        say("News is breaking; the next look at the feeds will find it …")
        async with asyncio.timeout(GIVEN_UP_AFTER):
            await stage.arrivals.first("alert")
        say("The alert is in the inbox. That was all; look around as long as you like.")
    except TimeoutError:
        say("The mail has not come. Please look at the messages above, and report it.")
    finally:
        stage.progress.finished = True


async def _send(stage: Stage, *, now: datetime) -> None:
    sent = await send.run(stage.app, now=now)
    if sent.unreachable or sent.failed or sent.deferred or sent.in_doubt:
        raise TransportError(f"the inbox did not take every mail: {sent.as_dict()}")


def _due(feed: Feed, now: datetime) -> PollRecord:
    return PollRecord(
        feed_id=feed.id,
        polled_at=feed.polled_at or now,
        next_poll_at=now,
        brought_entries=feed.first_polled_at is not None,
        etag=feed.etag,
        last_modified=feed.last_modified,
        body_hash=feed.body_hash,
        failures=feed.failures,
        error=feed.error,
    )
