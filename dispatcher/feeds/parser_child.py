"""
A child that parses feeds: bytes → ParsedFeed. Blocking; `parser_pool.py` calls it from threads, `read.py` directly.
"""

from __future__ import annotations

from typing import ClassVar

from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.feeds.parsed_json import feed_from_json
from dispatcher.feeds.reading_child import ReadingChild


class ParserChild(ReadingChild):
    """A process that parses one feed at a time."""

    work: ClassVar[str] = "dispatcher.feeds.child_work:parsing"
    name: ClassVar[str] = "parser process"

    def parse(self, body: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """`parse_feed` in the child. Raises ParseError as that does, and when the child exceeds a limit or dies."""
        return feed_from_json(self.ask({"url": url, "content_type": content_type}, body)["feed"])
