"""
The latest stories of a list → an Atom feed (RFC 4287), each with its whole briefing.

Built as a tree and written by the XML serialiser, so what outlets wrote is text in it whatever it was meant to be. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from dispatcher import __version__
from dispatcher.app.archive import Shelf, ToldStory
from dispatcher.templating.contexts import FactView, SectionView, SourceView
from dispatcher.templating.wording import Wording

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
MEDIA_TYPE = "application/atom+xml"
_NOT_XML = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # XML 1.0 §2.2; the serialiser lets them pass

ET.register_namespace("", ATOM)
ET.register_namespace("html", XHTML)


def atom(shelf: Shelf, told: Sequence[ToldStory], wording: Wording, *, now: datetime) -> bytes:
    """The document. Without a story it was updated `now`."""
    page = f"{shelf.base_url}/l/{shelf.name}"
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": shelf.language})
    _text(root, "id", shelf.id)
    _text(root, "title", shelf.title)
    _text(root, "updated", _moment(max((each.told_at for each in told), default=now)))
    _link(root, "self", f"{page}/atom.xml", MEDIA_TYPE)
    _link(root, "alternate", page, "text/html")
    _text(ET.SubElement(root, f"{{{ATOM}}}author"), "name", shelf.sender)
    _text(root, "generator", "dispatcher").set("version", __version__)
    for each in told:
        _entry(root, each, wording)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(root: ET.Element, told: ToldStory, wording: Wording) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", told.id)
    _text(entry, "title", told.view.headline)
    _text(entry, "updated", _moment(told.told_at))
    _link(entry, "alternate", told.url, "text/html")
    for source in told.view.sources:
        if source.url:
            _link(entry, "via", source.url).set("title", _clean(source.outlet))
    for topic in told.view.topics:
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": _clean(topic)})
    content = ET.SubElement(entry, f"{{{ATOM}}}content", {"type": "xhtml"})
    _briefing(ET.SubElement(content, f"{{{XHTML}}}div"), told, wording)


def _briefing(body: ET.Element, told: ToldStory, wording: Wording) -> None:
    view = told.view
    if view.coverage:
        _html(body, "p", view.coverage)
    for section in view.told:
        _section(body, section)
    if view.silence:
        _html(body, "p", view.silence)
    for key, facts in (("figures", view.figures), ("agenda", view.agenda), ("quoted", view.quoted)):
        if facts:
            _html(body, "h3", wording.say(key))
            rows = _html(body, "ul")
            for fact in facts:
                _fact(_html(rows, "li"), fact, wording)
    _html(body, "h3", wording.say("sources"))
    listed = _html(body, "ol")
    for source in view.sources:
        _source(_html(listed, "li"), source, wording)


def _section(body: ET.Element, section: SectionView) -> None:
    _html(body, "h3", section.title)
    paragraph = _html(body, "p")
    for sentence in section.sentences:
        _tail(paragraph, f" {sentence.text}" if len(paragraph) else sentence.text)
        _cited(paragraph, sentence.sources)


def _fact(row: ET.Element, fact: FactView, wording: Wording) -> None:
    _html(row, "strong", fact.label)
    if fact.text:
        _tail(row, f"{wording.say('colon')}{fact.text}")
    _cited(row, fact.sources)


def _source(row: ET.Element, source: SourceView, wording: Wording) -> None:
    row.text = _clean(f"{source.outlet}{wording.say('colon')}")
    if not source.url:
        row.text += _clean(source.title)
        return
    _html(row, "a", source.title or source.host).set("href", source.url)
    if source.host != source.outlet:
        _tail(row, f" ({source.host})")


def _cited(parent: ET.Element, sources: Sequence[SourceView]) -> None:
    for source in sources:
        _tail(parent, "\u00a0")
        if source.url:
            _html(parent, "a", f"[{source.number}]").set("href", source.url)
        else:
            _tail(parent, f"[{source.number}]")


def _tail(parent: ET.Element, text: str) -> None:
    """Text behind what `parent` holds so far."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + _clean(text)
    else:
        parent.text = (parent.text or "") + _clean(text)


def _html(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, f"{{{XHTML}}}{name}")
    element.text = _clean(text) or None
    return element


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _clean(text)
    return element


def _link(parent: ET.Element, relation: str, url: str, media_type: str = "") -> ET.Element:
    known = {"type": media_type} if media_type else {}
    return ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": url, **known})


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _moment(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()  # RFC 3339, as RFC 4287 §3.3 wants it
