"""
The text of a JSON Feed (https://www.jsonfeed.org/version/1.1/) → ParsedFeed.

Runs in a parser child. Fields of the wrong type count as missing.
"""

from __future__ import annotations

import json
from typing import Any

from dispatcher.errors import ParseError
from dispatcher.feeds.dates import from_iso
from dispatcher.feeds.make_entry import make_entry
from dispatcher.feeds.parsed import MOST_ENTRIES, ParsedFeed
from dispatcher.feeds.text import from_html, one_line, paragraphs
from dispatcher.model import ParsedEntry


def parse_json(text: str, *, url: str, size: int) -> ParsedFeed:
    """
    Read a JSON Feed of version 1 or 1.1.

    Raises ParseError for JSON that is cut off, broken, or something else.
    """
    try:
        feed = json.loads(text.strip("\ufeff \t\r\n\0"))
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc) or "Unterminated" in error.msg:
            raise ParseError(f"cut off after {size:,} bytes: the JSON does not end") from error
        raise ParseError(f"JSON that cannot be read: {error.msg}, line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise ParseError("JSON that cannot be read: too deep, or a number too long") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/1" not in version:
        raise ParseError(
            "what the URL answered is JSON, but no JSON Feed: its version is not https://jsonfeed.org/version/1…"
        )
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseError("what the URL answered is a JSON Feed without a list of items")
    shared = _authors(feed)
    entries = (_entry(item, url=url, shared=shared) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    return ParsedFeed(
        title=one_line(_string(feed, "title")), entries=tuple(entry for entry in entries if entry is not None)
    )


def _entry(item: dict[str, Any], *, url: str, shared: list[str]) -> ParsedEntry | None:
    html, plain = _string(item, "content_html"), _string(item, "content_text")
    moments = (from_iso(_string(item, name)) for name in ("date_published", "date_modified"))
    return make_entry(
        uid=_identity(item.get("id")),
        link=_string(item, "url") or _string(item, "external_url"),
        base=url,
        title=_string(item, "title"),
        summary=paragraphs(_string(item, "summary")),
        content=from_html(html) if html else paragraphs(plain),
        authors=_authors(item) or shared,
        published_at=next((moment for moment in moments if moment is not None), None),
    )


def _identity(value: object) -> str:
    """An id may be a number, which a reader makes a string (JSON Feed 1.1, `id`)."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _string(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _authors(holder: dict[str, Any]) -> list[str]:
    """`authors` of version 1.1, `author` of version 1."""
    several = holder.get("authors")
    authors = several if isinstance(several, list) else [holder.get("author")]
    return [name for author in authors if isinstance(author, dict) and (name := _string(author, "name"))]
