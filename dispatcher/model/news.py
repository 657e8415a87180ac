"""Feed to story: what comes in, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.model.states import Arrival, ArticleState, TextFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A URL we poll."""

    id: int
    url: str
    outlet: str
    headers: Mapping[str, str] = field(default_factory=dict)  # for feeds behind a key; values are secrets
    declared: bool = False  # written in dispatcher.toml, so read-only elsewhere
    paused: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # of the last body that parsed
    next_poll_at: datetime
    first_polled_at: datetime | None = None  # null until a poll brought entries
    polled_at: datetime | None = None
    failures: int = 0  # in a row
    error: str | None = None  # why the last poll failed; null when it did not
    failing_since: datetime | None = None  # null unless the last poll failed
    articles: bool = True  # whether the articles behind its entries' links may be fetched
    country: str = ""  # of the outlet, ISO 3166; empty: unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One item of a feed as parsed: plain text, control characters removed, links absolute http(s)."""

    uid: str  # the feed's own id, else the link, else a hash of the title
    link: str | None
    title: str
    summary: str = ""  # plain text
    content: str = ""  # plain text; "" when the feed carries only a summary
    author: str | None = None
    published_at: datetime | None = None

    @property
    def text(self) -> str:
        """The longest account the feed itself gives."""
        return self.content if len(self.content) >= len(self.summary) else self.summary

    @property
    def words(self) -> str:
        """Summary and content together: what a topic is looked for in, besides the title."""
        return f"{self.summary}\n{self.content}" if self.summary and self.content else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivingEntry:
    """A parsed entry on its way into memory: new, or changed since it was stored."""

    entry: ParsedEntry
    arrival: Arrival
    fingerprint: str  # hash of all that a reader could see; equal means "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What one poll leaves behind on its feed's row."""

    feed_id: int
    polled_at: datetime
    next_poll_at: datetime
    brought_entries: bool  # false for a failure and for a feed that is still empty
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failures: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ParsedEntry):
    """A stored entry."""

    id: int
    feed_id: int
    outlet: str
    first_seen_at: datetime
    arrival: Arrival
    story_id: int | None = None  # null until grouped, and for background
    grouped_at: datetime | None = None  # null as above
    country: str | None = None  # of the outlet, ISO 3166; null when unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What became of the article behind an entry's link."""

    entry_id: int
    link: str  # as it was when asked
    state: ArticleState
    reason: str | None = None  # null when it was read
    title: str = ""  # of the document itself
    text: str = ""  # plain text, each paragraph a line; empty unless read, and again when it was kept long enough
    attempts: int = 1
    fetched_at: datetime
    next_fetch_at: datetime | None = None  # null when it is not asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One account of an event, as the thinking stages see it: the entry of the stage commands (DESIGN §8)."""

    id: str | int
    title: str = ""
    text: str = ""
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    text_from: TextFrom | None = None  # null where nobody said
    country: str | None = None  # of the outlet, ISO 3166


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A named interest with a query."""

    id: int
    name: str
    title: str
    query: str
    declared: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Where a word stands: code points of one field, end excluded."""

    field: str  # "title" or "text"
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The fact that an entry belongs to a topic, with the words that say why."""

    topic: str
    words: tuple[str, ...]  # as they stand in the entry
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event told by one or more entries."""

    id: int
    headline: str
    version: int  # grows with every entry that joins
    first_seen_at: datetime
    changed_at: datetime  # when the newest entry was grouped
    alertable_at: datetime | None  # when the newest `news` entry was grouped; null when it has none
    lead_entry_id: int
    entries: int
    outlets: int  # distinct outlets, not feeds
    topics: tuple[str, ...] = ()  # names; by the lead entry or a third of the entries
