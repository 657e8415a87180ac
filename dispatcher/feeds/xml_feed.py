"""
The text of an RSS, RDF, Atom or CDF feed → ParsedFeed, by feedparser.

Runs in a parser child. feedparser's own sanitising is off: we keep plain text only, which `text.py` makes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from dispatcher.errors import ParseError
from dispatcher.feeds.dates import from_struct
from dispatcher.feeds.make_entry import make_entry
from dispatcher.feeds.parsed import MOST_ENTRIES, ParsedFeed
from dispatcher.feeds.text import from_html, has_markup, one_line, paragraphs
from dispatcher.model import ParsedEntry

_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+"
)  # one of them makes a strict parser give up
_TEXTUAL = {"", "text", "html", "xhtml"}


def parse_xml(text: str, *, url: str) -> ParsedFeed:
    """
    Read a feed that `form.py` let pass. Slightly wrong XML is read by feedparser's loose parser.

    Raises ParseError when there is neither an entry nor a sign that this was a feed.
    """
    # Always a stream: given bytes, feedparser opens the file or URL they may name.
    parsed = feedparser.parse(
        io.BytesIO(_NOT_XML.sub("", text).encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.get("version") and not parsed["entries"]:
        raise ParseError("what the URL answered is XML, but no feed: it has neither a feed's version nor an entry")
    is_atom = str(parsed.get("version")).startswith("atom")
    entries = (_entry(raw, url=url, is_atom=is_atom) for raw in parsed["entries"][:MOST_ENTRIES])
    return ParsedFeed(
        title=one_line(_plain(parsed["feed"], "title", is_atom=is_atom)),
        entries=tuple(entry for entry in entries if entry is not None),
    )


def _entry(raw: dict[str, Any], *, url: str, is_atom: bool) -> ParsedEntry | None:
    contents = [
        _text(part, is_atom=is_atom) for part in raw.get("content", ()) if is_atom or not _is_caption(part, raw)
    ]
    return make_entry(
        uid=_string(raw, "id"),
        link=_link(raw),
        base=url,
        title=_plain(raw, "title", is_atom=is_atom),
        summary=_plain(raw, "summary", is_atom=is_atom),
        content=max(contents, key=len, default=""),
        authors=_authors(raw),
        published_at=_published(raw),
    )


def _string(raw: dict[str, Any], name: str) -> str:
    """The field itself: feedparser's dictionaries answer for names that are not there."""
    value = dict.get(raw, name)
    return value if isinstance(value, str) else ""


def _link(raw: dict[str, Any]) -> str | None:
    if link := _string(raw, "link"):
        return link
    alternates = (part.get("href") for part in raw.get("links", ()) if part.get("rel", "alternate") == "alternate")
    return next((href for href in alternates if href), None)


def _plain(raw: dict[str, Any], name: str, *, is_atom: bool) -> str:
    value, detail = _string(raw, name), dict.get(raw, f"{name}_detail")
    # The detail may be that of another element: the <title> inside an <image> leaves its own behind, but not its text.
    kind = detail.get("type") if isinstance(detail, dict) and detail.get("value") == value else None
    return _text({"value": value, "type": kind}, is_atom=is_atom and kind is not None, is_title=name == "title")


def _text(detail: dict[str, Any], *, is_atom: bool, is_title: bool = False) -> str:
    """
    A text construct as plain text. Atom says what it is (RFC 4287 §3.1); RSS does not.

    feedparser's guess for RSS demands that all tags are harmless ones, so a text with a frame in it would count as plain;
    for titles it is kept, as "x<y" is more likely there than a frame.
    """
    value, kind = str(detail.get("value") or ""), str(detail.get("type") or "")
    if "html" in kind or (not is_atom and not (is_title and kind) and has_markup(value)):
        return from_html(value)
    if kind in _TEXTUAL or kind.startswith("text/"):
        return paragraphs(value)
    return ""  # an image or the like in base64 (RFC 4287 §4.1.3)


def _authors(raw: dict[str, Any]) -> list[str]:
    names = [str(author["name"]) for author in raw.get("authors", ()) if author.get("name")]
    return names or [_string(raw, "author")]


def _published(raw: dict[str, Any]) -> Any:
    moments = (from_struct(dict.get(raw, f"{name}_parsed")) for name in ("published", "updated", "created"))
    return next((moment for moment in moments if moment is not None), None)


def _is_caption(part: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Feedparser gives what media:description says of a picture as a second, plain content; RSS has no plain one of its own."""
    return part.get("type") == "text/plain" and bool(raw.get("summary")) and "media_content" in raw
