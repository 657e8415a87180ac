"""
Message + Body + Links → bytes: the RFC 5322 mail of one recipient.

Deterministic: the same row, body and links give the same bytes, in any process, so that a retry is the mail it was. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dispatcher.model import Body, Masthead, Message, MessageKind
from dispatcher.templating import headers
from dispatcher.templating.blanks import fill_text, unfilled, value_of
from dispatcher.templating.compiled import CompiledBody, compiled
from dispatcher.templating.fields import personal, shared
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.quoted_printable import link, value

MOST_KEPT = 512  # bodies of one composer: about what a batch of messages has


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links only one person may have."""

    unsubscribe_url: str
    preferences_url: str
    confirm_url: str | None = None  # confirm mails only
    edition_url: str = ""  # this mail in the browser; empty where it is not kept
    unsubscribe_address: str = ""  # this person's own way to leave by mail; empty when nobody reads that mailbox


class Composer:
    """
    Composes messages one after the other, keeping what they share: a body but for its blanks, a header but for one person's fields.

    What it keeps changes no byte: another process, or one without it, composes the same.
    """

    def __init__(self) -> None:
        self._bodies: dict[str, tuple[Body, CompiledBody]] = {}
        self._headers: dict[tuple[MessageKind, int | None], tuple[Masthead, bytes]] = {}

    def compose(self, message: Message, body: Body, links: Links) -> bytes:
        """
        multipart/alternative, text first, quoted-printable, CRLF line ends, 7-bit but for an address in To that is not (RFC 6532).

        Raises TemplateError for a blank nobody can fill, InputError for an address mail cannot go to, HeaderError when the header would
        not say what was meant. Not done: DKIM.
        """
        made = self._body(message, body)
        blanks = KINDS[message.kind].blanks
        filled = made.pieces.copy()
        for name, in_text, in_html in made.blanks:
            text, html = _encoded(name, message, links, blanks)
            for at in in_text:
                filled[at] = text
            for at in in_html:
                filled[at] = html
        subject = body.subject
        if made.in_subject:
            subject = fill_text(subject, {name: _value(name, message, links, blanks) for name in made.in_subject})
        # Both runs of fields are read back by themselves: what begins and ends whole is whole when joined (trap 3).
        filled[0] = self._shared(message)
        filled[1] = headers.header_bytes(personal(message, subject, links))
        return b"".join(filled)

    def _body(self, message: Message, body: Body) -> CompiledBody:
        kept = self._bodies.get(message.body_hash)
        if kept is None or kept[0] is not body:
            if len(self._bodies) >= MOST_KEPT:
                self._bodies.clear()
            kept = self._bodies[message.body_hash] = (body, compiled(body))
        return kept[1]

    def _shared(self, message: Message) -> bytes:
        key = (message.kind, message.edition_id)
        kept = self._headers.get(key)
        if kept is None or kept[0] != message.masthead:
            fields = shared(message.kind, message.masthead, edition_id=message.edition_id)
            if len(self._headers) >= MOST_KEPT:
                self._headers.clear()
            kept = self._headers[key] = (message.masthead, headers.header_bytes(fields))
        return kept[1]


def compose(message: Message, body: Body, links: Links) -> bytes:
    """One message, as `Composer.compose`."""
    return Composer().compose(message, body, links)


def _encoded(name: str, message: Message, links: Links, known: frozenset[str]) -> tuple[bytes, bytes]:
    """What fills a blank, in the text part and in the HTML part."""
    if name in known and name != "name" and (as_it_is := link(getattr(links, name) or "")):
        return as_it_is, as_it_is
    given = _value(name, message, links, known)
    text, marked_up = value(given), escape(given)
    return text, text if marked_up == given else value(marked_up)


def _value(name: str, message: Message, links: Links, known: frozenset[str]) -> str:
    if name not in known:
        raise unfilled(name, known)
    return value_of(name, message.name if name == "name" else getattr(links, name) or "")
