"""A parsed feed ⇄ JSON: how it comes back from a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.model import ParsedEntry


def feed_to_json(feed: ParsedFeed) -> dict[str, Any]:
    """A parsed feed as JSON; moments as ISO 8601."""
    return {"title": feed.title, "entries": [entry_to_json(entry) for entry in feed.entries]}


def entry_to_json(entry: ParsedEntry) -> dict[str, Any]:
    """One entry as JSON, its fields under their own names."""
    moment = entry.published_at
    return asdict(entry) | {"published_at": moment.isoformat() if moment else None}


def feed_from_json(data: Mapping[str, Any]) -> ParsedFeed:
    """Read what `feed_to_json` wrote."""
    return ParsedFeed(title=data["title"], entries=tuple(map(_entry, data["entries"])))


def _entry(data: dict[str, Any]) -> ParsedEntry:
    moment = data["published_at"]
    return ParsedEntry(**{**data, "published_at": datetime.fromisoformat(moment) if moment else None})
