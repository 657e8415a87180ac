"""Many HTML documents at once → the articles in them, in children with limits (`dispatcher.children`, `extract.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import ClassVar, Final

from dispatcher.feeds.child_pool import ChildPool
from dispatcher.feeds.reading_child import ReadingChild

WALL_TIME: Final = timedelta(seconds=4)  # an honest document takes a twentieth of a second


@dataclass(frozen=True, slots=True)
class Extracted:
    """What stands in an HTML document: plain text, each paragraph a line; either may be empty."""

    title: str
    text: str


def can_extract() -> bool:
    """Whether the libraries of the extra `extract` are installed; they are not imported."""
    return all(find_spec(name) is not None for name in ("protego", "trafilatura"))


class ExtractorChild(ReadingChild):
    """A process that extracts one article at a time."""

    work: ClassVar[str] = "dispatcher.feeds.child_work:extracting"
    name: ClassVar[str] = "extractor process"

    def extract(self, body: bytes, *, content_type: str | None) -> Extracted:
        """`extract` in the child. Raises ParseError as that does, and when the child exceeds a limit or dies."""
        answer = self.ask({"content_type": content_type}, body)
        return Extracted(str(answer["title"]), str(answer["text"]))


class ArticlePool(ChildPool[ExtractorChild]):
    """Children that extract articles."""

    kind = ExtractorChild
    name: ClassVar[str] = "extractor"

    async def extract(self, body: bytes, *, content_type: str | None) -> Extracted:
        """`extract` in a child. Raises ParseError as that does, and for a body that exceeds a limit or kills its child."""
        return await self.ask(lambda child: child.extract(body, content_type=content_type))
