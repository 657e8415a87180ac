"""
The oracle's own reading of a feed: XML by ElementTree, nothing of the product.

An entry is (id, link): the feed's own id, else the link.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass(frozen=True, slots=True)
class Item:
    """One item as served."""

    uid: str
    link: str
    title: str
    words: str  # title, summary and content: what a query may look at
    published_at: datetime | None

    @property
    def key(self) -> tuple[str, str]:
        """What tells one item of a feed from another."""
        return self.uid, self.link


def read(body: bytes) -> list[Item] | None:
    """The items of a body in its order, each once; None when it is no complete feed."""
    try:
        root = ET.fromstring(body)
    except ET.ParseError:
        return None
    if root.tag == f"{ATOM}feed":
        items = [_atom(entry) for entry in root.iter(f"{ATOM}entry")]
    elif root.tag == "rss":
        items = [_rss(item) for item in root.iter("item")]
    else:
        return None
    return list({item.key: item for item in reversed(items)}.values())[::-1]


def _atom(entry: ET.Element) -> Item:
    link = next(
        (each.get("href", "") for each in entry.findall(f"{ATOM}link") if each.get("rel", "alternate") == "alternate"),
        "",
    ).strip()
    title = entry.findtext(f"{ATOM}title", "")
    told = [entry.findtext(f"{ATOM}summary", ""), entry.findtext(f"{ATOM}content", "")]
    told += [each.text or "" for each in entry.iter(f"{MEDIA}description")]
    date = entry.findtext(f"{ATOM}published") or entry.findtext(f"{ATOM}updated")
    uid = (entry.findtext(f"{ATOM}id") or link).strip()
    return Item(uid, link, _plain(title), _plain(" \n ".join([title, *told])), _moment(date))


def _rss(item: ET.Element) -> Item:
    link = html.unescape(item.findtext("link") or "").strip()  # one outlet escapes its links twice
    link = link if link.startswith(("http://", "https://")) else ""
    uid = (item.findtext("guid") or link).strip()
    title = item.findtext("title", "")
    told = [item.findtext("description", ""), item.findtext(CONTENT, "")]
    date = item.findtext("pubDate") or item.findtext("{http://purl.org/dc/elements/1.1/}date")
    return Item(uid, link, _plain(title), _plain(" \n ".join([title, *told])), _moment(date))


def _plain(text: str | None) -> str:
    unescaped = html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(text or "")))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", unescaped)).strip()


def _moment(text: str | None) -> datetime | None:
    if not text or not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(text.strip())
        except ValueError:
            return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
