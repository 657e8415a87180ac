"""
Kind, masthead, message, links → the header fields of a mail, in order.

Two runs of fields: `shared` is the same for all messages of one edition and kind, `personal` is one person's. The bytes of both, one
behind the other, are the header. Every value passes through `headers`. Pure.
"""

from __future__ import annotations

import hashlib
import re
from typing import Protocol
from urllib.parse import quote

from dispatcher.model import Masthead, Message, MessageKind
from dispatcher.templating import headers
from dispatcher.templating.encoded_words import decoded
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.links import a_label

Fields = list[tuple[str, str]]
_NAMED = re.compile(r"(.*)<([^<>]*)>")


class Ways(Protocol):
    """The links a header needs; `compose.Links` has them."""

    @property
    def unsubscribe_url(self) -> str:
        """The one-click link."""

    @property
    def preferences_url(self) -> str:
        """Where everything about the subscription can be seen and changed."""

    @property
    def unsubscribe_address(self) -> str:
        """A mailbox of this person's own that leaves for them; empty when nobody reads one."""


def shared(kind: MessageKind, masthead: Masthead, *, edition_id: int | None) -> Fields:
    """The fields that all messages of one edition share; `edition_id` is null for mails outside any edition."""
    traits = KINDS[kind]
    fields = [("From", headers.mailbox(masthead.sender_name or masthead.title, masthead.sender_address))]
    answers = _parted(masthead.reply_to) if masthead.reply_to else None
    if answers:
        fields.append(("Reply-To", headers.mailbox(*answers)))
    if traits.is_of_list:
        page = f"{masthead.base_url.rstrip('/')}/l/{quote(masthead.list_name, safe='')}"
        fields += [
            ("List-Id", headers.list_id(masthead.title, masthead.list_name, _domain(masthead))),
            ("List-Archive", headers.link(page)),  # RFC 2369 §3.6
        ]
        if answers:
            fields.append(("List-Owner", headers.mail_link(answers[1])))  # RFC 2369 §3.5: where a person answers
    if traits.is_counted:
        fields.append(("Feedback-ID", _feedback_id(kind, masthead, edition_id)))
    fields.append(("Auto-Submitted", "auto-generated"))  # RFC 3834 §5: keeps vacation replies away
    if traits.is_bulk:
        fields.append(("Precedence", "bulk"))  # as above, for those who know no RFC 3834
    fields.append(("Content-Language", headers.language(masthead.language)))
    return fields


def personal(message: Message, subject: str, links: Ways) -> Fields:
    """One person's fields. Raises InputError for an address mail cannot go to, HeaderError for a link a header cannot carry."""
    traits = KINDS[message.kind]
    message_id = _message_id(message.message_id)
    fields = [
        ("To", headers.mailbox(message.name if "name" in traits.blanks else "", message.address, international=True)),
        ("Subject", headers.text(subject)),
        ("Date", headers.moment(message.date)),
        ("Message-ID", f"<{message_id}>"),
        # Gmail puts mails of one sender and subject into one conversation unless this differs: nothing but the Message-ID differs
        # for every edition and person, and is the same at a retry.
        ("X-Entity-Ref-ID", message_id.rpartition("@")[0]),
    ]
    if traits.can_be_left:
        leave = headers.link(links.unsubscribe_url)  # trap 2: first, literal, and whole on its line
        if links.unsubscribe_address:
            leave += f", {headers.mail_link(links.unsubscribe_address, subject='unsubscribe')}"
        fields += [
            ("List-Unsubscribe", leave),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058 §3.1: only together with the line above
            ("List-Help", headers.link(links.preferences_url)),  # RFC 2369 §3.1
        ]
    return fields


def _feedback_id(kind: MessageKind, masthead: Masthead, edition_id: int | None) -> str:
    """
    `campaign:customer:type:sender`, as Google's feedback loop reads it: nothing in it is one person's.

    A field may be empty, none may repeat another; the sender is 5 to 15 characters and the same for all mail of one domain.
    """
    sender = hashlib.sha256(_domain(masthead).lower().encode()).hexdigest()[:12]
    edition = f"edition-{edition_id}" if edition_id is not None else ""
    return f"{edition}:list-{headers.label(masthead.list_name)}:{kind}:{sender}"


def _domain(masthead: Masthead) -> str:
    return a_label(masthead.sender_address.rpartition("@")[2])


def _parted(mailbox: str) -> tuple[str, str]:
    """Name and address of a mailbox as an operator writes it; what is wrong with the address, `headers` says."""
    named = _NAMED.fullmatch(decoded(mailbox))
    return (named[1].strip(' "'), named[2]) if named else ("", mailbox)


def _message_id(message_id: str) -> str:
    return headers.addr_spec(message_id.strip("<>"))
