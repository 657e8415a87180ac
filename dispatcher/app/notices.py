"""
What is wrong now → notices to the operator: each thing once while it lasts, all that is new in one mail.

A thing has a key, which is kept while it holds; when it is over the key goes, so that it is told again should it come back. That it is
over is not told. The mail is queued in the transaction that keeps the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.messages import NOT_AFTER, bytes_of, message_id
from dispatcher.app.one_mail import send_one
from dispatcher.app.trouble import PAUSED, Occurrence, all_of
from dispatcher.errors import TemplateError
from dispatcher.model import Body, MailingList, Masthead, Message, MessageKind, Plan
from dispatcher.templating.contexts import NoticeView
from dispatcher.templating.letters import notice_context
from dispatcher.templating.locales import Locale
from dispatcher.transport import Envelope

SENDER = "Dispatcher"
logger = log.get()


class _OvertakenError(Exception):
    """Another node tells it: everything is taken back."""


async def run(app: App, *, now: datetime) -> int:
    """Tell what came up since the last look; returns how many things were told."""
    locale = _locale(app, now=now)
    async with app.db.reading() as tx:
        found = await all_of(tx, locale, now=now)
    return await tell(app, found, now=now)


async def tell(app: App, found: Sequence[Occurrence], *, now: datetime) -> int:
    """
    Tell those of `found` that were not told, in one mail; what was told and is not found is over. Returns how many.

    Without an address, or with a template that raises, the log tells them.
    """
    async with app.db.reading() as tx:
        known = await tx.notices.told()
        lists = await tx.lists.all()
    new = {each.key: each.view for each in found if each.key not in known}
    over = known - {each.key for each in found}
    if not new and not over:
        return 0
    straight = any(each.key == PAUSED for each in found)
    letter = _letter(app, list(new.values()), lists) if new and app.settings.operator.address else None
    with suppress(_OvertakenError):
        async with app.db.transaction() as tx:
            await tx.notices.over(over)
            if await tx.notices.tell(new, now) != set(new):
                raise _OvertakenError
            if letter is not None and not straight:
                masthead, body = letter
                message = _message(app, masthead, await tx.outbox.put_body(body), keys=sorted(new), now=now)
                await tx.outbox.add_all([message], now)
        for key, view in new.items():
            logger.warning("notice.told", key=key, mailed=letter is not None, text=f"{view.title}: {view.text}")
        if letter is not None and straight:
            await _send_straight(app, *letter, keys=sorted(new), now=now)
        return len(new)
    return 0


async def _send_straight(app: App, masthead: Masthead, body: Body, *, keys: Sequence[str], now: datetime) -> None:
    """While sending is paused the outbox keeps its mails, and with them the one that says so: it goes past it, once."""
    message = _message(app, masthead, body.hash, keys=keys, now=now)
    async with app.db.reading() as tx:
        if await tx.suppressions.suppressed([message.address]):
            return
    envelope = Envelope(
        delivery_id=0,
        sender=masthead.sender_address,
        recipient=message.address,
        data=app.signer.sign(bytes_of(app, message, body), sender=masthead.sender_address, at=message.date),
        attempts=0,
        not_after=message.not_after,
        file_stem="notice-paused",
    )
    taken, said = await send_one(app, envelope, now=now)
    if not taken:
        logger.warning("notice.unsent", reason=said)


def _letter(app: App, views: Sequence[NoticeView], lists: Sequence[MailingList]) -> tuple[Masthead, Body] | None:
    """The mail, from the first list's address, for which the relay takes mail and signs it."""
    operator = app.settings.operator
    senders = [audience.sender_address for audience in lists if not audience.paused]
    sender_address = next(iter(senders), operator.address)
    masthead = Masthead(
        list_name="",
        title=f"{SENDER}, {urlsplit(app.settings.web.base_url).hostname}",
        sender_name=SENDER,
        sender_address=sender_address,
        reply_to="",
        language=operator.language,
        base_url=app.settings.web.base_url,
        selectors=app.signer.names(sender_address),
    )
    try:
        context = notice_context(masthead, wording=app.templates.wording(operator.language), notices=views)
        return masthead, app.templates.render(MessageKind.NOTICE, context)
    except TemplateError as error:
        logger.error("notice.unmade", error=str(error))  # noqa: TRY400 - the error names template and line
        return None


def _message(app: App, masthead: Masthead, body_hash: str, *, keys: Sequence[str], now: datetime) -> Message:
    return Message(
        kind=MessageKind.NOTICE,
        edition_id=None,
        subscription_id=None,
        subscriber_id=None,
        address=app.settings.operator.address,
        name="",
        nonce="",
        masthead=masthead,
        plan=Plan(stories=()),
        period=None,
        body_hash=body_hash,
        message_id=message_id(app, f"notice:{keys}:{now}", masthead),
        date=now.replace(microsecond=0),
        not_after=now + NOT_AFTER[MessageKind.NOTICE],
    )


def _locale(app: App, *, now: datetime) -> Locale:
    """UTC, as if read tomorrow, so that today's moments are told with their date."""
    return Locale(wording=app.templates.wording(app.settings.operator.language), day=now.date() + timedelta(days=1))
