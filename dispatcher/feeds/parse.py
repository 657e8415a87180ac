"""
Bytes → entries: the one entrance to parsing.

Hostile bytes can cost minutes and gigabytes in here (feedparser: 13 s for 0.7 MB of nested tags), so outside of tests it is
called in a child process with limits only: `parser_pool.py`, `read.py`.
"""

from __future__ import annotations

from dispatcher.errors import ParseError
from dispatcher.feeds.encoding import decode
from dispatcher.feeds.form import Form, form
from dispatcher.feeds.json_feed import parse_json
from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.feeds.xml_feed import parse_xml

__all__ = ["ParsedFeed", "parse_feed"]


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
    """
    Read a body that `url` answered. Relative links are resolved against `url`.

    Raises ParseError with a sentence for the operator. All or nothing: a body that was cut off gives no entry at all.
    """
    text = decode(body, content_type=content_type)
    try:
        if form(text, size=len(body)) is Form.JSON:
            return parse_json(text, url=url, size=len(body))
        return parse_xml(text, url=url)
    except (ParseError, MemoryError):
        raise
    except RecursionError as error:
        raise ParseError("what the URL answered is nested too deeply to be read") from error
    except Exception as error:  # feedparser lets many kinds through on bytes made to break it
        raise ParseError(f"what the URL answered breaks the parser ({type(error).__name__})") from error
