"""
Kind of mail → what sets it apart: its blanks, the links it must have, and which list headers it carries.

One row a kind, so that nobody who writes a mail asks which kind it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.model import MessageKind

_READERS = frozenset({"name", "unsubscribe_url", "preferences_url"})
_NEWS = _READERS | {"edition_url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What holds for all mails of one kind."""

    blanks: frozenset[str]  # those it may have
    must_stand: tuple[str, ...] = ()  # of them, those that either part must have (DESIGN §1: joining and leaving)
    is_of_list: bool = True  # List-Id, by which readers file it, and where the list is read and answered
    can_be_left: bool = True  # List-Unsubscribe and its Post (RFC 8058), List-Help
    is_bulk: bool = True  # one text for many (Precedence); what answers to one person's click is not
    is_counted: bool = True  # by Google, when readers complain (Feedback-ID)


KINDS: dict[MessageKind, Traits] = {
    MessageKind.DIGEST: Traits(blanks=_NEWS, must_stand=("unsubscribe_url",)),
    MessageKind.ALERT: Traits(blanks=_NEWS, must_stand=("unsubscribe_url",)),
    # Nobody said yet that name and address are theirs: no name, no other links.
    MessageKind.CONFIRM: Traits(
        blanks=frozenset({"confirm_url"}),
        must_stand=("confirm_url",),
        is_of_list=False,
        can_be_left=False,
        is_bulk=False,
    ),
    MessageKind.WELCOME: Traits(blanks=_NEWS, must_stand=("unsubscribe_url",)),
    MessageKind.CHANGED: Traits(blanks=_READERS, must_stand=("unsubscribe_url", "preferences_url"), is_bulk=False),
    MessageKind.GOODBYE: Traits(blanks=frozenset({"name"}), can_be_left=False, is_bulk=False),  # left already
    MessageKind.NOTICE: Traits(
        blanks=frozenset(), is_of_list=False, can_be_left=False, is_bulk=False, is_counted=False
    ),  # the operator's own
}
