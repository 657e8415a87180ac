"""
One body → the lines of `dispatcher feed read`.

In a parser child with the limits of a poll, because the file may be the very one that a poll could not read.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

from dispatcher.feeds.parser_child import ParserChild
from dispatcher.model import ParsedEntry


def read_file(body: bytes, url: str, content_type: str | None = None) -> list[dict[str, Any]]:
    """
    The entries of a body that `url` answered, each `{"id","title","url","published","summary","author","content"}`.

    `published` is ISO 8601 in UTC or None; absent texts are "", absent author and url None. Raises ParseError.
    """
    with closing(ParserChild()) as child:
        parsed = child.parse(body, url=url, content_type=content_type)
    return [_line(entry) for entry in parsed.entries]


def _line(entry: ParsedEntry) -> dict[str, Any]:
    return {
        "id": entry.uid,
        "title": entry.title,
        "url": entry.link,
        "published": entry.published_at.isoformat().replace("+00:00", "Z") if entry.published_at else None,
        "summary": entry.summary,
        "author": entry.author,
        "content": entry.content,
    }
