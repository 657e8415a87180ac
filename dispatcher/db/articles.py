"""Article ⇄ rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.entries import entry_of, select_entries
from dispatcher.db.expiry import forget_articles
from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import article, briefing, entry, feed, story, story_topic
from dispatcher.model import Article, ArticleState, Entry


class Articles:
    """Rows of `article`, one an entry at most."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def wanted(self, now: datetime, *, limit: int, full_text: int) -> list[tuple[Entry, str, int]]:
        """
        Entries whose article is to be asked for at `now`, each with its feed's URL and the attempts made so far at the same link.

        Of stories in a topic that are unwritten at their present version, the newest first; of feeds that may be read; not where
        the feed itself carries `full_text` code points.
        """
        written = exists().where(briefing.c.story_id == story.c.id, briefing.c.version == story.c.version)
        told = exists().where(story_topic.c.story_id == story.c.id)
        is_same = and_(article.c.entry_id == entry.c.id, article.c.link == entry.c.link)
        rows = await self._connection.execute(
            select_entries()
            .add_columns(feed.c.url, func.coalesce(article.c.attempts, 0).label("attempts"))
            .join(story, story.c.id == entry.c.story_id)
            .outerjoin(article, is_same)
            .where(
                told,
                ~written,
                feed.c.articles,
                feed.c.removed_at.is_(None),
                entry.c.link.is_not(None),
                func.length(entry.c.content) < full_text,
                or_(article.c.entry_id.is_(None), article.c.next_fetch_at <= now),
            )
            .order_by(story.c.id.desc(), entry.c.id)
            .limit(limit)
        )
        return [(entry_of(row), row.url, row.attempts) for row in rows]

    async def put(self, articles: Sequence[Article]) -> None:
        """Note what became of these; what was known of their entries before is replaced."""
        for batch in in_batches([each.entry_id for each in articles]):
            await self._connection.execute(delete(article).where(article.c.entry_id.in_(batch)))
        if articles:
            await self._connection.execute(
                insert_or_ignore(self._connection, article),  # another process may have read it meanwhile
                [asdict(each) | {"state": each.state.value} for each in articles],
            )

    async def of_entries(self, entry_ids: Collection[int]) -> dict[int, Article]:
        """What became of the articles of these entries, by entry; nothing for those never asked."""
        found: dict[int, Article] = {}
        for batch in in_batches(entry_ids):
            rows = await self._connection.execute(select(article).where(article.c.entry_id.in_(batch)))
            found |= {row.entry_id: _article(row) for row in rows}
        return found

    async def forget(self, now: datetime) -> int:
        """Delete the text of those fetched too long ago (`expiry.py`); returns how many."""
        return await forget_articles(self._connection, now=now)


def _article(row: Row[Any]) -> Article:
    return Article(
        entry_id=row.entry_id,
        link=row.link,
        state=ArticleState(row.state),
        reason=row.reason,
        title=row.title,
        text=row.text,
        attempts=row.attempts,
        fetched_at=row.fetched_at,
        next_fetch_at=row.next_fetch_at,
    )
