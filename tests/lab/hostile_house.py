"""Stories in which every text and link of strangers is hostile: verbatim, and as it comes through our own reading of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import insert

from dispatcher.app.messages import masthead_of
from dispatcher.db.tables_mail import edition_story
from dispatcher.errors import ParseError
from dispatcher.feeds.parse import parse_feed
from dispatcher.model import (
    Arrival,
    ArrivingEntry,
    Briefing,
    Citation,
    ParsedEntry,
    Section,
    SectionName,
    Sentence,
    Slot,
    Story,
)

BEYOND_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


@dataclass(frozen=True)
class Shelved:
    """What one batch became: paths of pages."""

    name: str
    day: str
    story_ids: list[int]
    heap: int  # the story with all of the batch in it


def feed_of(payloads: list[str]) -> bytes:
    """An RSS feed that carries each payload as title, as HTML, in CDATA, as name and as link."""
    items = []
    for number, payload in enumerate(payloads):
        text = payload.translate(BEYOND_XML)
        cdata = text.replace("]]>", "]]]]><![CDATA[>")
        items.append(
            f"<item><guid>{number}</guid><title>{escape(text)}</title><link>{escape(text)}</link>"
            f"<description>{escape(text)}</description><author>{escape(text)}</author>"
            f"<content:encoded><![CDATA[<p>{cdata}</p>]]></content:encoded>"
            f"<enclosure url={quoteattr(text)} length='1' type='image/png'/></item>"
        )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>x</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode("utf-8", "replace")


def sane(payload: str) -> str:
    """As a database and a file take it: half surrogate pairs and nulls come no further than the parser."""
    return payload.encode("utf-8", "replace").decode().replace("\x00", "")


async def shelve_hostile(app, name: str, payloads: list[str], *, now: datetime) -> Shelved:
    """A list whose title is hostile, with one story for each payload and a heap of all, in one published edition."""
    parsed = [entry for payload in payloads for entry in _read(payload)]
    async with app.db.transaction() as tx:
        topic = await tx.topics.add(f"topic-{name}", title=sane(payloads[0]), query="x")
        audience = await tx.lists.add(
            name,
            topics=[topic.name],
            title=sane(payloads[-1]),
            sender_name=sane(payloads[0]),
            sender_address="world@news.example.org",
        )
        ids = []
        for at, payload in enumerate(payloads):
            ids.append(
                await _story(
                    tx, sane(payload), [parsed[at % len(parsed)]] if parsed else [], f"{name}-{at}", topic.name, now=now
                )
            )
        heap = await _story(tx, sane(" ".join(payloads))[:6_000], parsed, f"{name}-heap", topic.name, now=now)
        slot = Slot(
            list_id=audience.id,
            cadence=audience.cadence,
            time_zone="UTC",
            day=now.date(),
            hour=7,
            due_at=now - timedelta(hours=5),
        )
        opened = await tx.editions.open_digest(slot, masthead_of(app, audience), now=now)
        await tx.editions.published(opened.id, now)
    async with app.db._writing() as connection:
        for at, story_id in enumerate([*ids, heap]):
            await connection.execute(
                insert(edition_story).values(
                    edition_id=opened.id, story_id=story_id, version=1, topic=topic.name, position=at
                )
            )
    return Shelved(name, now.date().isoformat(), ids, heap)


def _read(payload: str) -> list[ParsedEntry]:
    """What our own reading makes of it; nothing, where it refuses the feed (`<!ENTITY`)."""
    try:
        return list(parse_feed(feed_of([payload]), url="https://feed.example/rss").entries)
    except ParseError:
        return []


async def _story(tx, payload: str, parsed: list[ParsedEntry], key: str, topic: str, *, now: datetime) -> int:
    feed = await tx.feeds.add(f"https://{key}.example.com/rss", payload, headers={}, declared=False, now=now)
    verbatim = ParsedEntry(uid=key, link=payload, title=payload, summary=payload, content=payload, author=payload)
    arriving = [
        ArrivingEntry(entry=entry, arrival=Arrival.NEWS, fingerprint=f"{key}-{at}")
        for at, entry in enumerate([verbatim, *parsed])
    ]
    await tx.entries.add(feed, arriving, now)
    entries = [entry for entry in await tx.entries.recent(len(arriving)) if entry.feed_id == feed.id]
    story_id = await tx.stories.create(payload, entries[0].id, now)
    await tx.entries.assign([(entry.id, story_id) for entry in entries], now)
    await tx.stories.update(
        [
            Story(
                id=story_id,
                headline=payload,
                version=1,
                first_seen_at=now,
                changed_at=now,
                alertable_at=now,
                lead_entry_id=entries[0].id,
                entries=len(entries),
                outlets=1,
                topics=(topic,),
            )
        ]
    )
    ids = [entry.id for entry in entries]
    sentence = Sentence(payload, tuple(Citation(number, 0, 1) for number in ids[:3]))
    facts = {
        "outlets": 3,
        "countries": [payload, "DE"],
        "first_seen": payload,
        "texts": {payload: 1, "article": 2},
        "figures": [
            {"what": payload, "values": [{"value": payload, "article": ids[0]}, {"value": "5", "article": ids[-1]}]}
        ],
        "agenda": [{"date": "2026-12-01", "time": "14:00", "zone": payload, "text": payload, "article": ids[0]}],
        "quoted": [{"name": payload, "as": payload, "article": ids[0]}],
        "timeline": [{"version": 1, "at": "2026-11-23T07:00:00+00:00", "text": payload}],
    }
    briefing = Briefing.of([Section(section, (sentence,)) for section in SectionName], facts)
    await tx.briefings.add(story_id, 1, briefing, language="en", now=now)
    return story_id
