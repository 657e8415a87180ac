"""What children of this package do: bytes → a parsed feed, bytes → an article. Called in the child (`dispatcher.children.inside`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatcher.children.inside import Work


def parsing() -> Work:
    """Parse feeds."""
    from dispatcher.feeds.parse import parse_feed
    from dispatcher.feeds.parsed_json import feed_to_json

    return lambda body, head: {
        "feed": feed_to_json(parse_feed(body, url=head["url"], content_type=head["content_type"]))
    }


def extracting() -> Work:
    """Extract articles."""
    from dispatcher.feeds.extract import extract

    return lambda body, head: extract(body, content_type=head["content_type"])
