"""
The mailboxes of `[bounce]` → what follows from their mails, one after the other.

A mail is marked as done after what it says is durable: a kill between the two has it read again, and it counts once. One that cannot be
read is set aside, so that it holds up no other and is not met again.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.bounces import Taken, take
from dispatcher.errors import StorageError, TransportError
from dispatcher.transport.mailboxes import GoneError, ImapMailbox, Mailbox, MaildirMailbox
from dispatcher.transport.mailboxes.imap import ImapAccount, RefusedError

AT_ONCE = 100  # mails between two looks at what waits
REST_FOR = timedelta(minutes=15)  # after a refused password: servers lock accounts that are tried too often
TROUBLE = "bounce:trouble"  # of `instance`: why the mailbox cannot be read, "" when it can
logger = log.get()


async def run(app: App, *, now: datetime) -> Taken:
    """Read all that waits. What keeps a mailbox from being read is logged and told to the operator, not raised; StorageError is."""
    report, trouble = Taken(), ""
    if app.mailbox_refused_at is not None and now - app.mailbox_refused_at < REST_FOR:
        return report
    app.mailbox_refused_at = None
    for box in boxes_of(app):
        try:
            report.add(await _read(app, box, now=now))
        except TransportError as error:
            trouble = str(error)
            logger.warning("mailbox.unread", origin=box.origin, reason=trouble)
            if isinstance(error, RefusedError):
                app.mailbox_refused_at = now
    await _remember(app, trouble)
    if report.anything:
        logger.info("mailbox.read", **report.as_dict())
    return report


def boxes_of(app: App) -> list[Mailbox]:
    """Those the settings name."""
    wanted = app.settings.bounce
    boxes: list[Mailbox] = []
    if wanted.imap_host:
        account = ImapAccount(
            host=wanted.imap_host,
            port=wanted.imap_port,
            tls=wanted.imap_tls,
            username=wanted.imap_username,
            password=wanted.imap_password.get_secret_value(),
            folder=wanted.imap_folder,
            after=wanted.imap_after,
        )
        boxes.append(ImapMailbox(account))
    if wanted.maildir:
        boxes.append(MaildirMailbox(app.workspace.root / wanted.maildir))
    return boxes


async def _read(app: App, box: Mailbox, *, now: datetime) -> Taken:
    report, met = Taken(), set[str]()
    try:
        await asyncio.to_thread(box.open)
        # What waits although it was marked as done (a mailbox that keeps no marks) is not met twice in one run.
        while keys := [key for key in await asyncio.to_thread(box.waiting, AT_ONCE) if key not in met]:
            for key in keys:
                met.add(key)
                report.add(await _take(app, box, key, now=now))
    finally:
        await asyncio.to_thread(box.close)
    return report


async def _take(app: App, box: Mailbox, key: str, *, now: datetime) -> Taken:
    try:
        taken = await take(app, await asyncio.to_thread(box.read, key), origin=box.origin, now=now)
    except GoneError:
        return Taken()
    except (StorageError, TransportError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the next one must not wait for it
        logger.error("mail.set_aside", origin=box.origin, mail=key, error=f"{type(error).__name__}: {error}")  # noqa: TRY400 - the mail is there to be looked at
        await asyncio.to_thread(box.aside, key)
        return Taken()
    await asyncio.to_thread(box.done, key)
    return taken


async def _remember(app: App, trouble: str) -> None:
    async with app.db.reading() as tx:
        known = await tx.instance.get(TROUBLE) or ""
    if known != trouble:
        async with app.db.transaction() as tx:
            await tx.instance.put(TROUBLE, trouble)
