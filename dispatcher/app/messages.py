"""
Subscription × Plan → Message: what is frozen about one mail, and the bytes made from it.

Everything the bytes depend on stands in the message's row and its body's row, so that a retry is the same mail to the byte.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.app.bootstrap import App
from dispatcher.model import Body, MailingList, Masthead, Message, MessageKind, Plan, Subscription
from dispatcher.subscriptions.tokens import Purpose, token
from dispatcher.templating import Links, compose

NOT_AFTER = {
    MessageKind.DIGEST: timedelta(hours=24),
    MessageKind.ALERT: timedelta(hours=4),  # news no longer breaks
    MessageKind.CONFIRM: timedelta(hours=48),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What all messages of one edition share."""

    kind: MessageKind
    masthead: Masthead
    edition_id: int | None = None  # null for confirm
    period: str | None = None  # digests only
    not_after: datetime | None = None  # when the kind's own limit is not right: a digest holds until the next is due


def message_to(
    app: App, subscription: Subscription, letterhead: Letterhead, *, plan: Plan, body_hash: str, now: datetime
) -> Message:
    """Freeze one message. Its Message-ID is made from what makes it unique, so that it cannot be queued under two."""
    kind, masthead, edition_id = letterhead.kind, letterhead.masthead, letterhead.edition_id
    unique = f"{kind}:{edition_id}:{subscription.id}:{body_hash if edition_id is None else ''}:{now.date()}"
    local_part = hmac.digest(app.secret, unique.encode(), hashlib.sha256)[:16].hex()
    domain = masthead.sender_address.rpartition("@")[2]
    return Message(
        kind=kind,
        edition_id=edition_id,
        subscription_id=subscription.id,
        subscriber_id=subscription.subscriber_id,
        address=subscription.address,
        name=subscription.name,
        nonce=subscription.nonce,
        masthead=masthead,
        plan=plan,
        period=letterhead.period,
        body_hash=body_hash,
        message_id=f"<{local_part}@{domain}>",
        date=now.replace(microsecond=0),
        not_after=letterhead.not_after or now + NOT_AFTER[kind],
    )


def bytes_of(app: App, message: Message, body: Body) -> bytes:
    """The RFC 5322 bytes of a frozen message."""
    return compose(message, body, links_of(app, message))


def links_of(app: App, message: Message) -> Links:
    """The links only this person may have."""
    base = message.masthead.base_url.rstrip("/")

    def link(page: str, purpose: Purpose) -> str:
        return f"{base}/{page}/{token(app.secret, purpose, message.nonce)}"

    return Links(
        unsubscribe_url=link("u", Purpose.UNSUBSCRIBE),
        preferences_url=link("p", Purpose.PREFERENCES),
        confirm_url=link("c", Purpose.CONFIRM) if message.kind is MessageKind.CONFIRM else None,
    )


def masthead_of(app: App, audience: MailingList) -> Masthead:
    """What an edition of this list says of it, as of now."""
    return Masthead(
        list_name=audience.name,
        title=audience.title,
        sender_name=audience.sender_name,
        sender_address=audience.sender_address,
        reply_to=audience.reply_to,
        language=audience.language,
        base_url=app.settings.web.base_url,
    )
