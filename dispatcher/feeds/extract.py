"""
The bytes of an HTML document → the article in it, by trafilatura.

Hostile bytes can cost minutes and gigabytes in here, so outside of tests it runs in a child process with limits only
(`article_pool.py`), which is also the only place that imports trafilatura. Never done: any fetch.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, Final

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from dispatcher.errors import ParseError
from dispatcher.feeds.text import one_line

MOST_TEXT: Final = 60_000  # code points of an article; what is longer is a book or a trick
MOST_TITLE: Final = 500
_CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""")


def extract(body: bytes, *, content_type: str | None) -> dict[str, Any]:
    """
    `{"title", "text"}`: plain text, each paragraph a line, no control characters; either may be "".

    Raises ParseError for what cannot be read as HTML.
    """
    html = _decoded(body, content_type)
    try:
        text = trafilatura.extract(html, output_format="txt", include_comments=False, include_tables=False)
    except Exception as error:
        raise ParseError(f"no article could be taken from it ({type(error).__name__})") from error
    return {"title": _title(html), "text": _cut(text or "")}


def _decoded(body: bytes, content_type: str | None) -> str | bytes:
    """As the server says it is encoded; where it does not, or is wrong, trafilatura finds out."""
    found = _CHARSET.search(content_type or "")
    try:
        info = codecs.lookup(found[1]) if found else None
        is_text = getattr(info, "_is_text_encoding", True)
        return body.decode(info.name) if info and is_text else body
    except (LookupError, ValueError):
        return body


def _cut(text: str) -> str:
    """Clean paragraphs, as many as fit whole; the first one is cut when it alone is too long."""
    kept: list[str] = []
    room = MOST_TEXT
    for line in text.split("\n"):
        paragraph = one_line(line[: MOST_TEXT + 1]).removeprefix("- ")
        if len(paragraph) > room and kept:
            break
        if paragraph:
            kept.append(paragraph[:room])
            room -= len(kept[-1]) + 1
        if room <= 0:
            break
    return "\n".join(kept)


def _title(html: str | bytes) -> str:
    root = LexborHTMLParser(html)
    named = root.css_first('meta[property="og:title"]')
    title = (named.attributes.get("content") if named else None) or (root.css_first("title") or root).text()
    return one_line(title[: MOST_TITLE * 2])[:MOST_TITLE]
