"""
List, reader, moment → the mail they would get, to look at: the real templates, stories and bytes, and nothing kept of it.

Everything is read; no edition is opened, no history noted, no briefing stored. The links are made for nobody, so that whoever tries
them in a preview or a test mail changes nothing of a reader's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dispatcher.app.bootstrap import App
from dispatcher.app.messages import Letterhead, bytes_of, masthead_of, message_to
from dispatcher.app.notices import SENDER
from dispatcher.app.preview_bodies import MAKERS, Asked
from dispatcher.errors import InputError
from dispatcher.model import Cadence, MailingList, MessageKind, Subscription, SubscriptionState

NOBODY = "preview"  # the nonce no subscription has: links made from it open nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look at."""

    name: str  # of the list
    kind: str = ""  # "" is what this reader gets: alert or digest
    reader: str = ""  # address of a subscriber; "" is somebody who just joined with the list's defaults
    to: str = ""  # where a test mail goes; "" is the reader's own address


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """One mail as it would leave."""

    kind: MessageKind
    data: bytes
    sender: str
    recipient: str
    notes: tuple[str, ...]  # what differs from the mail that would be sent now


async def preview(app: App, wanted: Wanted, *, now: datetime, subject_mark: str = "") -> Previewed:
    """
    The mail of one list to one reader at `now`; `subject_mark` goes before its subject.

    Raises InputError for a list, reader or kind there is not and for a list without stories, TemplateError for a template that is wrong.
    """
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(wanted.name)
        if audience is None:
            raise InputError(
                f"there is no list {wanted.name!r}",
                remedy="see `dispatcher list list`; `dispatcher apply` adds what dispatcher.toml declares",
            )
        people = await tx.subscriptions.of_address(wanted.reader) if wanted.reader else []
    person = next((each for each in people if each.list_id == audience.id), None)
    if person is None:
        if wanted.reader:
            raise InputError(
                f"{wanted.reader} is not on this list", remedy=f"see `dispatcher subscriber list {wanted.name}`"
            )
        person = _somebody(audience)
    own = MessageKind.ALERT if person.cadence is Cadence.IMMEDIATE else MessageKind.DIGEST
    kind = _kind(wanted.kind or own)
    plan, body, notes = await MAKERS[kind](Asked(app, audience, person, now))
    masthead = masthead_of(app, audience)
    letterhead = Letterhead(
        kind=kind,
        masthead=replace(masthead, sender_name=SENDER) if kind is MessageKind.NOTICE else masthead,
        edition_id=0 if kind in {MessageKind.DIGEST, MessageKind.ALERT} else None,
    )
    inert = replace(person, nonce=NOBODY, address=wanted.to or person.address)
    message = message_to(app, inert, letterhead, plan=plan, body_hash="", now=now)
    body = replace(body, subject=f"{subject_mark} {body.subject}".strip())
    return Previewed(
        kind=kind,
        data=bytes_of(app, message, body),
        sender=message.masthead.sender_address,
        recipient=message.address,
        notes=notes,
    )


def kinds() -> tuple[str, ...]:
    """The kinds of mail that can be looked at."""
    return tuple(str(kind) for kind in MAKERS)


def _kind(text: str) -> MessageKind:
    if text not in kinds():
        raise InputError(f"there is no preview of {text!r}", place="--kind", remedy=f"one of: {', '.join(kinds())}")
    return MessageKind(text)


def _somebody(audience: MailingList) -> Subscription:
    """A reader who joined just now and chose nothing."""
    return Subscription(
        id=0,
        subscriber_id=0,
        list_id=audience.id,
        address="reader@example.org",
        name="Sam Reader",
        state=SubscriptionState.CONFIRMED,
        topics=(),
        cadence=audience.cadence,
        weekday=audience.weekday,
        hour=audience.hour,
        time_zone=audience.time_zone,
        language=audience.language,
        next_edition_at=None,
        seen_until=None,
        confirmed_at=None,
        nonce=NOBODY,
    )
