"""
An IMAP mailbox → its mails: those neither seen nor flagged; marked as seen once done.

UIDs are used in the session that gave them, within which UIDVALIDITY cannot change (RFC 3501 §2.3.1.1): nothing of a mailbox is
remembered here, so one that was made anew is simply read.
"""

from __future__ import annotations

import imaplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError, MailboxLoginError

from dispatcher.errors import TransportError
from dispatcher.transport.bounces.parts import MOST_BYTES
from dispatcher.transport.mailboxes.box import GoneError

_BROKEN = (OSError, imaplib.IMAP4.abort)  # ssl's and sockets' errors are OSErrors


class RefusedError(TransportError):
    """The server takes neither name nor password: asking again soon locks accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """Where a mailbox is, and whose."""

    host: str
    port: int = 993
    tls: Literal["tls", "starttls", "none"] = "tls"
    username: str
    password: str
    folder: str = "INBOX"
    after: Literal["seen", "delete"] = "seen"
    time_limit: float = 30.0  # seconds for one answer


class ImapMailbox:
    """A `Mailbox` on a server. `context` verifies its certificate; None: as the system trusts."""

    origin = "imap"

    def __init__(self, account: ImapAccount, *, context: ssl.SSLContext | None = None) -> None:
        self._account = account
        self._context = context
        self._box: BaseMailBox | None = None

    def open(self) -> None:
        """Connect, secure, log in, select the folder."""
        account = self._account
        try:
            self._box = self._connected()
            self._box.login(account.username, account.password, initial_folder=account.folder)
        except MailboxLoginError as error:
            self.close()
            raise RefusedError(
                "the mail server refuses name or password",
                place=self._place,
                remedy="correct [bounce] imap_username and imap_password",
            ) from error
        except (*_BROKEN, imaplib.IMAP4.error, ImapToolsError) as error:
            self.close()
            raise self._trouble(error) from error

    def waiting(self, most: int) -> list[str]:
        """UIDs, the lowest first."""
        try:
            return sorted(self._open.uids("UNSEEN UNFLAGGED"), key=int)[:most]
        except (*_BROKEN, imaplib.IMAP4.error, ImapToolsError) as error:
            raise self._trouble(error) from error

    def read(self, key: str) -> bytes:
        """The head of a mail, not marked as seen by it (RFC 3501 §6.4.5: BODY.PEEK, partial)."""
        try:
            answer, data = self._open.client.uid("FETCH", key, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        except _BROKEN as error:
            raise self._trouble(error) from error
        except imaplib.IMAP4.error as error:
            raise ValueError(str(error)) from error
        if answer != "OK":
            raise ValueError(f"the server answers {answer}")
        found = next((part[1] for part in data if isinstance(part, tuple)), None)
        if found is None:
            raise GoneError
        return bytes(found)

    def done(self, key: str) -> None:
        """Mark it as seen, or delete it."""
        try:
            if self._account.after == "delete":
                self._open.delete(key)
            else:
                self._open.flag(key, MailMessageFlags.SEEN, value=True)
        except (*_BROKEN, imaplib.IMAP4.error, ImapToolsError) as error:
            raise self._trouble(error) from error

    def aside(self, key: str) -> None:
        """Flag it."""
        try:
            self._open.flag(key, (MailMessageFlags.FLAGGED, MailMessageFlags.SEEN), value=True)
        except (*_BROKEN, imaplib.IMAP4.error, ImapToolsError) as error:
            raise self._trouble(error) from error

    def close(self) -> None:
        """LOGOUT."""
        box, self._box = self._box, None
        if box is not None:
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()

    @property
    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise TransportError("the mailbox is not open", place=self._place)
        return self._box

    @property
    def _place(self) -> str:
        return f"{self._account.host}:{self._account.port}"

    def _connected(self) -> BaseMailBox:
        account = self._account
        if account.tls == "none":
            return MailBoxUnencrypted(account.host, account.port, timeout=account.time_limit)
        context = self._context or ssl.create_default_context()
        if account.tls == "starttls":
            return MailBoxStartTls(account.host, account.port, timeout=account.time_limit, ssl_context=context)
        return MailBox(account.host, account.port, timeout=account.time_limit, ssl_context=context)

    def _trouble(self, error: Exception) -> TransportError:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        return TransportError(
            f"the mailbox cannot be read: {' '.join(why.split())[:300]}",
            place=self._place,
            remedy="check [bounce] imap_host, imap_port, imap_tls and imap_folder",
        )
