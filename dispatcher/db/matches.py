"""Match ⇄ rows: which entry belongs to which topic, and the words that say why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables import entry, match, topic
from dispatcher.model import Match, Span

MOST_WORDS = 5  # of one story and topic, enough to say why


class Matches:
    """Rows of `match`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, matches: Mapping[int, Sequence[Match]]) -> None:
        """Store the matches of entries, by entry id. A topic that was removed meanwhile is passed over."""
        topics = {row.name: row.id for row in await self._connection.execute(select(topic.c.id, topic.c.name))}
        values = [
            {
                "entry_id": entry_id,
                "topic_id": topics[found.topic],
                "words": list(found.words),
                "spans": [[span.field, span.start, span.end] for span in found.spans],
            }
            for entry_id, of_entry in matches.items()
            for found in of_entry
            if found.topic in topics
        ]
        if values:
            await self._connection.execute(insert_or_ignore(self._connection, match), values)

    async def of_entries(self, entry_ids: Collection[int]) -> dict[int, list[Match]]:
        """The matches of each entry, by topic name; an entry without one is not there."""
        matches: defaultdict[int, list[Match]] = defaultdict(list)
        for batch in in_batches(entry_ids):
            rows = await self._connection.execute(
                select(match, topic.c.name)
                .join(topic, topic.c.id == match.c.topic_id)
                .where(match.c.entry_id.in_(batch))
                .order_by(match.c.entry_id, topic.c.name)
            )
            for row in rows:
                spans = tuple(Span(*span) for span in row.spans)
                matches[row.entry_id].append(Match(topic=row.name, words=tuple(row.words), spans=spans))
        return dict(matches)

    async def of_stories(self, story_ids: Collection[int]) -> dict[int, dict[str, tuple[str, ...]]]:
        """Per story and topic name the words that matched, each once whatever its case, in the order they came."""
        words: defaultdict[int, defaultdict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for batch in in_batches(story_ids):
            rows = await self._connection.execute(
                select(entry.c.story_id, topic.c.name, match.c.words)
                .join(entry, entry.c.id == match.c.entry_id)
                .join(topic, topic.c.id == match.c.topic_id)
                .where(entry.c.story_id.in_(batch))
                .order_by(entry.c.id)
            )
            for row in rows:
                for word in row.words:
                    words[row.story_id][row.name].setdefault(word.casefold(), word)
        return {
            story_id: {name: tuple(found.values())[:MOST_WORDS] for name, found in by_topic.items()}
            for story_id, by_topic in words.items()
        }
