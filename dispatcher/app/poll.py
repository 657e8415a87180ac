"""
Feed → Entry: ask every feed that is due, and remember what is new.

The slow work (network, parsing) happens outside any transaction; each feed's news and its own row change in one short commit, so
a kill at any moment leaves a feed either asked or still due.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.errors import ParseError, StorageError
from dispatcher.feeds.due import Outcome, next_poll_at
from dispatcher.feeds.fetch import Fetched, Refused, Unchanged, fetch
from dispatcher.feeds.reconcile import Verdict, key, reconcile
from dispatcher.model import Feed, ParsedEntry, PollRecord

BATCH = 100  # feeds asked side by side before the next look at what is due
logger = log.get()


@dataclass(kw_only=True)
class PollReport(Report):
    """What a poll brought."""

    feeds: int = 0
    unchanged: int = 0
    failed: int = 0
    new: int = 0
    changed: int = 0


async def run(app: App, *, now: datetime) -> PollReport:
    """Poll all feeds that are due at `now`. A feed that fails is noted on its row and never stops the others."""
    report = PollReport()
    while True:
        async with app.db.reading() as tx:
            feeds = await tx.feeds.due(now, limit=BATCH)
        if not feeds:
            return report
        async with asyncio.TaskGroup() as group:
            polls = [group.create_task(_guarded(app, feed, now=now)) for feed in feeds]
        for poll in polls:
            report.add(poll.result())


async def _guarded(app: App, feed: Feed, *, now: datetime) -> PollReport:
    """One feed, whatever it serves, never stops the others: a fault of ours is that feed's failure, and is logged."""
    try:
        return await _poll(app, feed, now=now)
    except StorageError:
        raise
    except Exception as error:
        logger.exception("feed.fault", feed=feed.id)
        reason = f"a fault of the program ({type(error).__name__}); the log says more"
        return await _failed(app, feed, Refused(reason=reason), now=now)


async def _poll(app: App, feed: Feed, *, now: datetime) -> PollReport:
    answer = await fetch(await app.feed_session(), feed)
    match answer:
        case Refused():
            return await _failed(app, feed, answer, now=now)
        case Unchanged():
            return await _same(app, feed, answer, body_hash=feed.body_hash, now=now)
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if body_hash == feed.body_hash:
        return await _same(app, feed, answer, body_hash=body_hash, now=now)
    try:
        parsed = await (await app.parsers()).parse(
            answer.body, url=answer.final_url, content_type=answer.headers.get("Content-Type")
        )
    except ParseError as error:
        return await _failed(app, feed, Refused(reason=error.problem), now=now)
    return await _read(app, feed, answer, parsed.entries, body_hash=body_hash, now=now)


async def _read(
    app: App, feed: Feed, answer: Fetched, entries: tuple[ParsedEntry, ...], *, body_hash: str, now: datetime
) -> PollReport:
    async with app.db.reading() as tx:
        known = await tx.entries.fingerprints(feed.id, [key(entry) for entry in entries])
    verdict: Verdict = reconcile(known, entries, first_poll=feed.first_polled_at is None, now=now)
    record = _record(app, feed, answer, Outcome.CHANGED, body_hash=body_hash, brought_entries=bool(entries), now=now)
    async with app.db.transaction() as tx:
        await tx.entries.add(feed, verdict.new, now)
        await tx.entries.change(feed, verdict.changed, now)
        await tx.feeds.polled(record)
    logger.info("feed.polled", feed=feed.id, new=len(verdict.new), changed=len(verdict.changed), same=verdict.same)
    return PollReport(feeds=1, new=len(verdict.new), changed=len(verdict.changed))


async def _same(
    app: App, feed: Feed, answer: Fetched | Unchanged, *, body_hash: str | None, now: datetime
) -> PollReport:
    async with app.db.transaction() as tx:
        await tx.feeds.polled(
            _record(app, feed, answer, Outcome.SAME, body_hash=body_hash, brought_entries=False, now=now)
        )
    return PollReport(feeds=1, unchanged=1)


async def _failed(app: App, feed: Feed, answer: Refused, *, now: datetime) -> PollReport:
    record = PollRecord(
        feed_id=feed.id,
        polled_at=now,
        next_poll_at=next_poll_at(
            now,
            feed_id=feed.id,
            outcome=Outcome.GONE if answer.gone else Outcome.FAILED,
            every=_every(app),
            failures=feed.failures + 1,
            retry_after=answer.retry_after,
        ),
        brought_entries=False,
        etag=feed.etag,
        last_modified=feed.last_modified,
        body_hash=feed.body_hash,
        failures=feed.failures + 1,
        error=answer.reason,
    )
    async with app.db.transaction() as tx:
        await tx.feeds.polled(record)
    logger.warning("feed.failed", feed=feed.id, failures=record.failures, reason=answer.reason)
    return PollReport(feeds=1, failed=1)


def _record(
    app: App,
    feed: Feed,
    answer: Fetched | Unchanged,
    outcome: Outcome,
    *,
    body_hash: str | None,
    brought_entries: bool,
    now: datetime,
) -> PollRecord:
    return PollRecord(
        feed_id=feed.id,
        polled_at=now,
        next_poll_at=next_poll_at(now, feed_id=feed.id, outcome=outcome, every=_every(app), failures=0),
        brought_entries=brought_entries,
        etag=_validator(answer, "ETag", feed.etag),
        last_modified=_validator(answer, "Last-Modified", feed.last_modified),
        body_hash=body_hash,
        failures=0,
        error=None,
    )


def _every(app: App) -> timedelta:
    return timedelta(minutes=app.settings.fetch.every_minutes)


def _validator(answer: Fetched | Unchanged, name: str, known: str | None) -> str | None:
    """What to send back with the next poll (RFC 9110 §8.8); one that is no ASCII is not a validator."""
    value = answer.headers.get(name, known if isinstance(answer, Unchanged) else None)
    return value if value is not None and value.isascii() and value.isprintable() else None
