"""
Outlet → feed: the forms that feeds come in (RSS 2.0, Atom, JSON Feed), as real outlets serve them.

Pure; the same outlet gives the same bytes, so that an ETag can be their hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from dispatcher.web.demo.news import NewsArticle, Outlet

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
for _prefix, _uri in (("atom", _ATOM), ("content", _CONTENT), ("dc", _DC)):
    ET.register_namespace(_prefix, _uri)


def write_feed(outlet: Outlet, articles: Sequence[NewsArticle], *, home: str) -> tuple[str, bytes]:
    """
    The media type and the bytes of an outlet's feed.

    `articles` are those it tells now, newest first; `home` is where the newsroom serves the outlet, no slash at the end.
    """
    if outlet.form == "json":
        return "application/feed+json", _json(outlet, articles, home=home)
    if outlet.form == "atom":
        return "application/atom+xml", _atom(outlet, articles, home=home)
    return "application/rss+xml", _rss(outlet, articles, home=home)


def _rss(outlet: Outlet, articles: Sequence[NewsArticle], *, home: str) -> bytes:
    root = ET.Element("rss", {"version": "2.0"})
    about = ET.SubElement(root, "channel")
    _text(about, "title", outlet.title)
    _text(about, "link", f"{home}/")
    _text(about, "description", outlet.motto)
    ET.SubElement(about, f"{{{_ATOM}}}link", {"rel": "self", "type": "application/rss+xml", "href": f"{home}/feed.xml"})
    for article in articles:
        told = ET.SubElement(about, "item")
        _text(told, "title", article.title)
        _text(told, "link", f"{home}/{article.slug}")
        _text(told, "guid", f"{outlet.home}/{article.slug}").set("isPermaLink", "false")
        _text(told, "pubDate", format_datetime(article.published_at, usegmt=True))
        if article.author:
            _text(told, f"{{{_DC}}}creator", article.author)
        _text(told, "description", article.summary)
        if outlet.form == "rss":
            _text(told, f"{{{_CONTENT}}}encoded", _html(article))
    return _bytes(root)


def _atom(outlet: Outlet, articles: Sequence[NewsArticle], *, home: str) -> bytes:
    def named(name: str) -> str:
        return f"{{{_ATOM}}}{name}"

    root = ET.Element(named("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _text(root, named("id"), f"{outlet.home}/")
    _text(root, named("title"), outlet.title)
    _text(root, named("subtitle"), outlet.motto)
    _text(root, named("updated"), _rfc3339(articles[0].published_at))
    ET.SubElement(root, named("link"), {"rel": "self", "href": f"{home}/feed.xml"})
    ET.SubElement(root, named("link"), {"rel": "alternate", "type": "text/html", "href": f"{home}/"})
    for article in articles:
        told = ET.SubElement(root, named("entry"))
        _text(told, named("id"), f"{outlet.home}/{article.slug}")
        _text(told, named("title"), article.title)
        ET.SubElement(told, named("link"), {"rel": "alternate", "type": "text/html", "href": f"{home}/{article.slug}"})
        _text(told, named("published"), _rfc3339(article.published_at))
        _text(told, named("updated"), _rfc3339(article.published_at))
        _text(ET.SubElement(told, named("author")), named("name"), article.author or outlet.title)
        _text(told, named("summary"), article.summary)
        _text(told, named("content"), _html(article)).set("type", "html")
    return _bytes(root)


def _json(outlet: Outlet, articles: Sequence[NewsArticle], *, home: str) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "description": outlet.motto,
        "home_page_url": f"{home}/",
        "feed_url": f"{home}/feed.json",
        "language": "en",
        "items": [
            {
                "id": f"{outlet.home}/{article.slug}",
                "url": f"{home}/{article.slug}",
                "title": article.title,
                "summary": article.summary,
                "content_html": _html(article),
                "date_published": _rfc3339(article.published_at),
                "authors": [{"name": article.author or outlet.title}],
            }
            for article in articles
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element


def _html(article: NewsArticle) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in article.paragraphs)


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body
