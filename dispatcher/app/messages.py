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
from dispatcher.templating import Composer, Links

NOT_AFTER = {
    MessageKind.DIGEST: timedelta(hours=24),
    MessageKind.ALERT: timedelta(hours=4),  # news no longer breaks
    MessageKind.CONFIRM: timedelta(hours=48),
    MessageKind.WELCOME: timedelta(hours=24),  # its stories are then told by a digest
    MessageKind.GOODBYE: timedelta(hours=48),
    MessageKind.CHANGED: timedelta(hours=48),
    MessageKind.NOTICE: timedelta(hours=72),
}
ONCE_A_DAY = frozenset({MessageKind.DIGEST, MessageKind.ALERT, MessageKind.CONFIRM})  # others: once for each act


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
    at = now.date() if kind in ONCE_A_DAY else now
    unique = f"{kind}:{edition_id}:{subscription.id}:{body_hash if edition_id is None else ''}:{at}"
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
        message_id=message_id(app, unique, masthead),
        date=now.replace(microsecond=0),
        not_after=letterhead.not_after or now + NOT_AFTER[kind],
    )


def message_id(app: App, unique: str, masthead: Masthead) -> str:
    """A Message-ID that is the same for the same `unique`, and tells nobody what that is."""
    local_part = hmac.digest(app.secret, unique.encode(), hashlib.sha256)[:16].hex()
    domain = masthead.sender_address.rpartition("@")[2]
    return f"<{local_part}@{domain}>"


def bytes_of(
    app: App, message: Message, body: Body, *, delivery_id: int | None = None, composer: Composer | None = None
) -> bytes:
    """The RFC 5322 bytes of a frozen message; one `composer` for many of them saves most of the work."""
    return (composer or Composer()).compose(message, body, links_of(app, message, delivery_id=delivery_id))


def signed_bytes_of(app: App, message: Message, body: Body, *, delivery_id: int, composer: Composer) -> bytes:
    """The bytes as they are sent, signed with the keys that were frozen with the message; slow where there are keys."""
    data = bytes_of(app, message, body, delivery_id=delivery_id, composer=composer)
    masthead = message.masthead
    return app.signer.sign(data, sender=masthead.sender_address, at=message.date, frozen=masthead.selectors)


def links_of(app: App, message: Message, *, delivery_id: int | None = None) -> Links:
    """The links only this person may have; without a delivery, as in a preview, that of the mail in the browser is the list's archive."""
    base = message.masthead.base_url.rstrip("/")
    archive = f"{base}/l/{message.masthead.list_name}"

    def signed(purpose: Purpose, what: str) -> str:
        return token(app.secret, purpose, what)

    leave = signed(Purpose.UNSUBSCRIBE, message.nonce)
    confirming = message.kind is MessageKind.CONFIRM
    return Links(
        unsubscribe_url=f"{base}/u/{leave}",
        preferences_url=f"{base}/p/{signed(Purpose.PREFERENCES, message.nonce)}",
        edition_url=archive if delivery_id is None else edition_url(app, base, delivery_id),
        confirm_url=f"{base}/c/{signed(Purpose.CONFIRM, message.nonce)}" if confirming else None,
        unsubscribe_address=_own(message.masthead.unsubscribe_address, leave),
    )


def edition_url(app: App, base_url: str, delivery_id: int) -> str:
    """The link to one delivery's mail in the browser."""
    return f"{base_url.rstrip('/')}/e/{token(app.secret, Purpose.EDITION, str(delivery_id))}"


def _own(address: str, text: str) -> str:
    """`unsubscribe@example.org` as `unsubscribe+TOKEN@example.org` (RFC 5233); what is empty stays empty."""
    local_part, at, domain = address.rpartition("@")
    return f"{local_part}+{text}{at}{domain}" if at else ""


def masthead_of(app: App, audience: MailingList) -> Masthead:
    """What an edition of this list says of it, as of now."""
    return Masthead(
        list_name=audience.name,
        title=audience.title,
        sender_name=audience.sender_name,
        sender_address=audience.sender_address,
        reply_to=audience.reply_to,
        unsubscribe_address=audience.unsubscribe_address,
        language=audience.language,
        base_url=app.settings.web.base_url,
        brand=audience.brand,
        selectors=app.signer.names(audience.sender_address),
    )
