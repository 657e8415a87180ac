"""
The text of an answer → which form of feed it is, or the reason why it is none.

Pure, and cheap beside parsing: what is refused here never meets a parser. The reasons are sentences for the operator.
"""

from __future__ import annotations

import re
from enum import StrEnum

from dispatcher.errors import ParseError
from dispatcher.feeds.text import from_html, one_line


class Form(StrEnum):
    """The forms of feed that are read."""

    XML = "xml"  # RSS, RDF, Atom, CDF
    JSON = "json"  # JSON Feed


_ROOTS = {"rss", "rdf", "feed", "channel", "entry"}
_AHEAD = (("<?", "?>"), ("<!--", "-->"), ("<![", "]]>"))
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*))(?=[\s>/])[^>]*>")
_LAST_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PAGE_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def form(text: str, *, size: int) -> Form:
    """
    Tell a feed by its root element or its opening brace; `size` is that of the answer in bytes.

    Raises ParseError for nothing, pages, other documents, entity declarations, and bodies that end before their root does.
    """
    start = text.lstrip("\ufeff \t\r\n\0")
    if not start:
        raise ParseError("empty answer" if not size else f"empty answer: {size:,} bytes of white space")
    if start.startswith("{"):
        return Form.JSON
    # A small document can unfold to gigabytes ("billion laughs"); no feed of today declares entities.
    if "<!entity" in start.lower():
        raise ParseError("what the URL answered declares XML entities (<!ENTITY), which is refused")
    root = _root(start)
    if root is None or root[2].lower() == "html":
        raise ParseError(_no_feed(start, root, size=size))
    if root[2].lower() not in _ROOTS:
        raise ParseError(f"what the URL answered is a document of kind <{root[1][:40]}>, not a feed")
    if not root[0].endswith("/>") and not _is_closed(start, root[1]):
        raise ParseError(f"cut off after {size:,} bytes: the closing </{root[1][:40]}> is missing")
    return Form.XML


def _root(text: str) -> re.Match[str] | None:
    """
    The first element: past declaration, comments, DOCTYPE, and whatever a broken server printed ahead of them.

    Scanned by hand, each character once: a pattern would need minutes for a megabyte of `<!--`.
    """
    at = text.find("<")
    while at != -1:
        closing = next((closing for opening, closing in _AHEAD if text.startswith(opening, at)), None)
        if closing is not None:
            end = text.find(closing, at)
        elif text.startswith("<!", at):
            end = _end_of_doctype(text, at)
        elif root := _ROOT.match(text, at):
            return root
        else:
            end = at if ">" in text[at : at + 10_000] else -1
        if end == -1:
            return None
        at = text.find("<", end + 1)
    return None


def _end_of_doctype(text: str, at: int) -> int:
    end, subset = text.find(">", at), text.find("[", at)
    return text.find("]", subset) if -1 < subset < end else end


def _is_closed(text: str, name: str) -> bool:
    closing = text.rfind(f"</{name}")
    if closing == -1:
        closing = text.lower().rfind(f"</{name.lower()}")
    return closing != -1 and _LAST_ITEM.search(text, closing) is None


def _no_feed(text: str, root: re.Match[str] | None, *, size: int) -> str:
    if root is not None or text[:200].lower().startswith("<!doctype html"):
        title = _PAGE_TITLE.search(text, 0, 20_000)
        named = one_line(from_html(title[1])) if title else ""
        return "what the URL answered is an HTML page, not a feed" + (f" (its title: “{named}”)" if named else "")
    if text.startswith(("<?xml", "<rss", "<feed", "<!--")):
        return f"cut off after {size:,} bytes: no entry had begun"
    return "what the URL answered is no feed: neither XML nor JSON"
