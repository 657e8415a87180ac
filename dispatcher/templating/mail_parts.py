"""Bytes of one of our mails → its parts, sizes and what a careful operator would want to know before it goes out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from urllib.parse import urlsplit

MOST_HTML = 90_000  # bytes as encoded; Gmail clips at 102 KB and the link to leave stands in the foot
LONG_SUBJECT = 90  # characters; phones show 40, desktops about twice that
WIDEST = 76  # columns of the text part
LONGEST_LINE = 998  # bytes, RFC 5322 §2.1.1
_URL = re.compile(r"https?://[^\s<>\"']+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailParts:
    """One mail, taken apart."""

    subject: str
    sender: str
    recipient: str
    text: str
    html: str
    header_lines: str  # as they are, folded
    source: str  # all of it, as it is
    size: int  # bytes, all of it
    text_size: int  # bytes as encoded
    html_size: int  # bytes as encoded
    warnings: tuple[str, ...]


def mail_parts(data: bytes, *, can_be_left: bool = True) -> MailParts:
    """Take a mail apart and look it over; `can_be_left` says that its reader is subscribed."""
    message = message_from_bytes(data, policy=default)
    head, _, _ = data.partition(b"\r\n\r\n")
    text, html = _part(message, "plain"), _part(message, "html")
    html_size = _encoded(message, "html")
    return MailParts(
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        text=text,
        html=html,
        header_lines=head.decode("utf-8", "replace").replace("\r\n", "\n"),
        source=data.decode("utf-8", "replace").replace("\r\n", "\n"),
        size=len(data),
        text_size=_encoded(message, "plain"),
        html_size=html_size,
        warnings=(
            *_of_header(message, head, can_be_left=can_be_left),
            *_of_text(text),
            *_of_html(html, html_size),
            *_of_both(text, html),
        ),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _encoded(message: EmailMessage, kind: str) -> int:
    part = message.get_body((kind,))
    return len(str(part.get_payload())) if part is not None else 0


def _of_header(message: EmailMessage, head: bytes, *, can_be_left: bool) -> Iterator[str]:
    subject = str(message.get("Subject", ""))
    if not subject:
        yield "it has no subject"
    if len(subject) > LONG_SUBJECT:
        yield f"the subject has {len(subject)} characters; past {LONG_SUBJECT} few inboxes show it"
    if can_be_left:
        if message.get("List-Unsubscribe") is None:
            yield "it has no List-Unsubscribe: mail programs offer no way to leave"
        elif message.get("List-Unsubscribe-Post") is None:
            yield "it has no List-Unsubscribe-Post: leaving takes more than one click"
    for line in head.split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            yield f"a header line has {len(line)} bytes; {LONGEST_LINE} are allowed"
        if not line.isascii():
            yield "a header line has bytes that are not ASCII"


def _of_text(text: str) -> Iterator[str]:
    if not text.strip():
        yield "it has no text part"
    wide = [line for line in text.split("\n") if len(line) > WIDEST and "://" not in line]
    if wide:
        yield f"{len(wide)} lines of the text part are wider than {WIDEST} columns: {wide[0][:40]}…"
    if _PRIVATE.search(text):
        yield "a blank is left in the text part"


def _of_html(html: str, size: int) -> Iterator[str]:
    if not html.strip():
        yield "it has no HTML part"
        return
    if size > MOST_HTML:
        yield f"the HTML part has {size:,} bytes as encoded; past {MOST_HTML:,} Gmail cuts the foot off"
    if _PRIVATE.search(html):
        yield "a blank is left in the HTML part"
    seen = _Reader()
    seen.feed(html)
    yield from seen.warnings()


def _of_both(text: str, html: str) -> Iterator[str]:
    in_html = _Reader()
    in_html.feed(html)
    missing = {url for url in in_html.links if urlsplit(url).path not in {"", "/"}} - set(_URL.findall(text))
    if missing:
        yield f"{len(missing)} links of the HTML part are not in the text part: {min(missing)}"


class _Reader(HTMLParser):
    """What an HTML part is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings = 0
        self.faults: list[str] = []
        self.has_language = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        given = dict(attrs)
        match tag:
            case "html":
                self.has_language = bool(given.get("lang"))
            case "h1":
                self.headings += 1
            case "img":
                if given.get("alt") is None:
                    self.faults.append("an image has no alt text")
            case "script" | "iframe" | "object" | "embed" | "form" | "link":
                self.faults.append(f"<{tag}> is taken out by mail programs")
            case "a" if (url := given.get("href")) is not None:
                self._link(url)

    def _link(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"}:
            self.links.append(url)
        if not url:
            self.faults.append("a link leads nowhere")
        elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            self.faults.append(f"a link is not https: {url}")
        elif parts.scheme not in {"http", "https", "mailto"} and not url.startswith("#"):
            self.faults.append(f"a link is no web address: {url}")

    def warnings(self) -> Iterator[str]:
        """Each fault once, with how often it is there."""
        if not self.has_language:
            yield "the HTML part does not say its language"
        if self.headings != 1:
            yield f"the HTML part has {self.headings or 'no'} h1; screen readers want one"
        for fault in dict.fromkeys(self.faults):
            times = self.faults.count(fault)
            yield fault if times == 1 else f"{fault} ({times} times)"
