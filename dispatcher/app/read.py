"""
Entry → Article: read what stands behind the links of entries whose stories are about to be written.

A courtesy with a hard end: what is not read in time is written from what the feed says. Nothing here holds up an edition for longer
than `MOST_TIME`, and nothing that an outlet serves can stop a run.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.report import Report
from dispatcher.feeds.article_pool import Extracted, can_extract
from dispatcher.feeds.read_article import ArticleReader, NotRead
from dispatcher.feeds.unfit import why_unfit
from dispatcher.model import Article, ArticleState, Entry

MOST = 60  # entries of one run
MOST_TIME = 12.0  # seconds of one run, whatever happens
SIDE_BY_SIDE = 16  # requests, each to another host
FULL_TEXT = 1_500  # code points of a feed's own text from which on the article would add nothing
MOST_ATTEMPTS = 3
AGAIN_AFTER = timedelta(minutes=10)  # four times as long after each failure
LONGEST_WAIT = timedelta(days=1)
FORGET_EVERY = timedelta(hours=1)
Wanted = tuple[Entry, str, int]  # with its feed's URL and the attempts made so far
Asked = tuple[str, str]  # a link, and the URL of the feed it stands in
logger = log.get()


@dataclass(kw_only=True)
class ReadReport(Report):
    """What became of the articles asked for."""

    read: int = 0
    refused: int = 0
    failed: int = 0


async def run(app: App, *, now: datetime, most_time: float = MOST_TIME) -> ReadReport:
    """Read what the unwritten stories want, for `most_time` seconds at most. What was kept too long is deleted first."""
    await _forget(app, now=now)
    if not app.settings.fetch.articles:
        return ReadReport()
    async with app.db.reading() as tx:
        wanted = await tx.articles.wanted(now, limit=MOST, full_text=FULL_TEXT)
    if not wanted:
        return ReadReport()
    if not can_extract():
        if not app.has_told_of_extract:
            app.has_told_of_extract = True
            logger.warning("articles.not_read", remedy="pip install '.[extract]', or [fetch] articles = false")
        return ReadReport()
    articles = await _within(most_time, await app.article_reader(), wanted, now=now)
    async with app.db.transaction() as tx:
        await tx.articles.put(articles)
    states = [article.state for article in articles]
    return ReadReport(
        read=states.count(ArticleState.READ),
        refused=states.count(ArticleState.REFUSED),
        failed=states.count(ArticleState.FAILED),
    )


async def _within(seconds: float, reader: ArticleReader, wanted: list[Wanted], *, now: datetime) -> list[Article]:
    """What was settled in time; the rest is left as if it had not been asked."""
    by_host: defaultdict[str, defaultdict[Asked, list[Wanted]]] = defaultdict(lambda: defaultdict(list))
    for each in wanted:
        link = each[0].link or ""
        by_host[_host(link)][link, each[1]].append(each)
    settled: list[Article] = []
    turn = asyncio.Semaphore(SIDE_BY_SIDE)

    async def ask(links: dict[Asked, list[Wanted]]) -> None:
        for (link, feed_url), entries in links.items():
            async with turn:
                answer = await _read(reader, link, feed_url)
            settled.extend(_settled(answer, entry, attempts + 1, now=now) for entry, _, attempts in entries)

    asking = [asyncio.create_task(ask(links)) for links in by_host.values()]
    try:
        await asyncio.wait(asking, timeout=seconds)
    finally:
        for under_way in asking:
            under_way.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return settled


async def _read(reader: ArticleReader, link: str, feed_url: str) -> Extracted | NotRead:
    """A fault of ours is that article's failure, and is logged."""
    try:
        return await reader.read(link, feed_url=feed_url)
    except Exception as error:
        logger.exception("article.fault", error=str(error))
        return NotRead(reason=f"a fault of the program ({type(error).__name__}); the log says more", again=True)


def _settled(answer: Extracted | NotRead, entry: Entry, attempts: int, *, now: datetime) -> Article:
    """What became of one entry's article, as it is remembered."""
    reason: str | None
    if isinstance(answer, Extracted):
        reason = why_unfit(answer.text, title=entry.title, feed_text=entry.text)
        state = ArticleState.REFUSED if reason else ArticleState.READ
    else:
        reason = answer.reason
        state = ArticleState.FAILED if answer.again else ArticleState.REFUSED
    logger.info("article.settled", entry=entry.id, feed=entry.feed_id, state=str(state), reason=reason)
    is_read = isinstance(answer, Extracted) and state is ArticleState.READ
    return Article(
        entry_id=entry.id,
        link=entry.link or "",
        state=state,
        reason=reason,
        title=answer.title if isinstance(answer, Extracted) and is_read else "",
        text=answer.text if isinstance(answer, Extracted) and is_read else "",
        attempts=attempts,
        fetched_at=now,
        next_fetch_at=now + _wait(answer, attempts)
        if state is ArticleState.FAILED and attempts < MOST_ATTEMPTS
        else None,
    )


def _wait(answer: Extracted | NotRead, attempts: int) -> timedelta:
    asked = answer.retry_after if isinstance(answer, NotRead) and answer.retry_after else timedelta(0)
    return min(LONGEST_WAIT, max(asked, AGAIN_AFTER * int(4 ** (attempts - 1))))


async def _forget(app: App, *, now: datetime) -> None:
    if app.articles_forgotten_at is not None and timedelta(0) <= now - app.articles_forgotten_at < FORGET_EVERY:
        return
    app.articles_forgotten_at = now
    async with app.db.transaction() as tx:
        forgotten = await tx.articles.forget(now)
    if forgotten:
        logger.info("articles.forgotten", articles=forgotten)


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""
