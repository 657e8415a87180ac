"""A mailbox → the mails that wait in it: IMAP, Maildir. What is done with a mail is noted in the mailbox, after it is done."""

from dispatcher.transport.mailboxes.box import GoneError, Mailbox
from dispatcher.transport.mailboxes.imap import ImapMailbox
from dispatcher.transport.mailboxes.maildir import MaildirMailbox

__all__ = ["GoneError", "ImapMailbox", "Mailbox", "MaildirMailbox"]
