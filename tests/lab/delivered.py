"""
Mails of every kind as a reader's server has them: plain English, beyond ASCII, right to left, long.

They are signed, and what a relay and the server write above them stands there too.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from dispatcher.model import MessageKind
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.templating import Links, Signer, compose
from dispatcher.templating.encode import body_of
from tests.fakes import sample_edition
from tests.fakes.sample_facts import FACTS
from tests.fakes.sample_mails import PIECED, body
from tests.fakes.sample_stories import MASTHEAD, Sample, message
from tests.fakes.signing_keys import signing_key

HELO, RELAY = (
    "news.example.org",
    "192.0.32.10",
)  # example.org's owner's; addresses of documentation are a rule of SpamAssassin's
KEY = signing_key()
PLAIN = (sample_edition.FERRIES, sample_edition.SEAGRASS)
BEYOND = (sample_edition.KOREAN, sample_edition.LONG_WORDS, *FACTS)
RIGHT_TO_LEFT = (sample_edition.ARABIC,)
ARABIC = replace(MASTHEAD, title="نشرة العالم", sender_name="نشرة العالم", language="ar")
KOREAN = replace(MASTHEAD, title="세계 브리핑", sender_name="세계 브리핑", language="ko")
VARIANTS = {
    "plain": (PLAIN, MASTHEAD, "Anna Example"),
    "utf-8": (BEYOND, KOREAN, "홍길동"),
    "rtl": (RIGHT_TO_LEFT, ARABIC, "آنا مثال"),
}
BY_MAIL = ("utf-8", "long")  # the list has a mailbox to leave by
MANY = 40  # stories of the longest


def delivered() -> dict[str, bytes]:
    """`digest plain` … → the mail."""
    made = {
        f"{kind} {name}": _made(kind, name, samples, masthead, reader)
        for kind in MessageKind
        for name, (samples, masthead, reader) in {**VARIANTS, "long": (_many(), MASTHEAD, "Anna Example")}.items()
    }
    return {name: _trace() + data for name, data in made.items()}


def _made(kind: MessageKind, name: str, samples: tuple[Sample, ...], masthead, reader: str) -> bytes:
    told = {"samples": samples} if kind in PIECED else {}
    addressed = message(kind, masthead=masthead, name=reader, message_id=f"<{_hex(str(kind))[:32]}@{HELO}>")
    data = compose(addressed, body_of(body(kind, masthead=masthead, **told)), _links(by_mail=name in BY_MAIL))
    return Signer([KEY]).sign(data, sender=masthead.sender_address, at=addressed.date)


def _links(*, by_mail: bool) -> Links:
    """As long and as random as real ones."""

    def text(purpose: Purpose) -> str:
        return token(b"secret", purpose, _hex(purpose)[:22])

    return Links(
        unsubscribe_url=f"{MASTHEAD.base_url}/u/{text(Purpose.UNSUBSCRIBE)}",
        preferences_url=f"{MASTHEAD.base_url}/p/{text(Purpose.PREFERENCES)}",
        confirm_url=f"{MASTHEAD.base_url}/c/{text(Purpose.CONFIRM)}",
        edition_url=f"{MASTHEAD.base_url}/e/{text(Purpose.PREFERENCES)}",
        unsubscribe_address=f"leave+{text(Purpose.UNSUBSCRIBE)}@{HELO}" if by_mail else "",
    )


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _many() -> tuple[Sample, ...]:
    told = (*sample_edition.EDITION, *FACTS)
    return tuple(
        replace(sample, story=replace(sample.story, id=100 + number))
        for number, sample in enumerate(told * (MANY // len(told) + 1))
    )[:MANY]


def _trace() -> bytes:
    """RFC 5321 §4.4, as Postfix writes it."""
    return (
        "Return-Path: <world@news.example.org>\r\n"
        f"Received: from {HELO} ({HELO} [{RELAY}])\r\n"
        "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
        "\tby mx.example.net (Postfix) with ESMTPS id 4Zk2Lt1xQ9z3wJ\r\n"
        "\tfor <anna@example.org>; Tue, 24 Nov 2026 06:00:03 +0000 (UTC)\r\n"
    ).encode("ascii")
