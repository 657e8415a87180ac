"""Many parses at once → a few long-lived children with limits (`parser_child.py`)."""

from __future__ import annotations

from typing import ClassVar

from dispatcher.feeds.child_pool import ChildPool
from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.feeds.parser_child import ParserChild


class ParserPool(ChildPool[ParserChild]):
    """Children that parse feeds."""

    kind = ParserChild
    name: ClassVar[str] = "parser"

    async def parse(self, body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
        """`parse_feed` in a child. Raises ParseError as that does, and for a body that exceeds a limit or kills its child."""
        return await self.ask(lambda child: child.parse(body, url=url, content_type=content_type))
