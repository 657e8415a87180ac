"""
The raw fields of one item → ParsedEntry: cleaned, bounded, with an identity.

Pure; the same for every form of feed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from dispatcher.feeds.links import absolute
from dispatcher.feeds.text import one_line
from dispatcher.model import ParsedEntry

MOST_TEXT: Final = 2_000_000  # code points of summary and of content
MOST_TITLE: Final = 1_000
MOST_UID: Final = 500  # longer ids are hashed: an index must take them


def make_entry(
    *,
    uid: str | None,
    link: object,
    base: str,
    title: str,
    summary: str,
    content: str,
    authors: list[str],
    published_at: datetime | None,
) -> ParsedEntry | None:
    """
    One entry from plain texts (`text.py`); None when the item says nothing at all.

    Without an id of its own it is known by its link, without a link by a hash of its title (or text).
    """
    title = one_line(title)[:MOST_TITLE]
    address = absolute(link, base=base)
    summary, content = summary[:MOST_TEXT], content[:MOST_TEXT]
    if summary == content:
        summary = ""  # feedparser gives an entry without summary a copy of its content
    identity = one_line(uid or "") or address or _hash(title or summary or content)
    if not identity:
        return None
    return ParsedEntry(
        uid=identity if len(identity) <= MOST_UID else _hash(identity),
        link=address,
        title=title,
        summary=summary,
        content=content,
        author=", ".join(dict.fromkeys(name for author in authors if (name := _name(author)))) or None,
        published_at=published_at,
    )


def _hash(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" if text else ""


def _name(author: str) -> str:
    """A name without the mail address that RSS asks for: addresses of writers are nobody's business here."""
    words = [word for word in one_line(author)[:300].split() if "@" not in word]
    name = " ".join(words)
    return name[1:-1].strip() if name.startswith("(") and name.endswith(")") else name
