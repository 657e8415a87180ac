"""
Reply → Outcome: what a server's answer means for a delivery.

Pure. RFC 5321 §4.2 for the codes, RFC 3463 for the enhanced ones; where a reply speaks of us rather than of the reader, nobody is
suppressed. Whose fault it is says what else is concerned: the next message, the next to that domain, or this reader alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.reply_words import (
    enhanced_in,
    is_greylisting,
    is_of_the_recipient,
    is_of_what_it_says,
    stated_wait,
    wants_less,
)

# The address's own permanent fault (RFC 3463 §3.2, §3.3; RFC 7505 §4 for 5.1.10): nobody will ever read mail there.
_NO_SUCH_READER = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# What is wrong before a recipient was named is wrong for everyone: the connection, our name, our sender …
_BEFORE_THE_RECIPIENT = frozenset({Stage.CONNECT, Stage.GREETING, Stage.EHLO, Stage.TLS, Stage.AUTH, Stage.MAIL})
# … but what MAIL says of this one message by SIZE= (RFC 1870 §6) and SMTPUTF8 (RFC 6531 §3.5).
_OF_THE_MESSAGE = frozenset({"5.3.4", "5.2.3", "5.6.7"})
_TAKEN, _PUT_OFF, _REFUSED = 2, 4, 5  # RFC 5321 §4.2.1: the first digit
_FULL = 552  # RFC 5321 §4.2.3: exceeded storage allocation; as an answer to SIZE=, too large (RFC 1870 §6.1)
_CLOSING = 421  # RFC 5321 §3.8: the service is about to close the channel
_NO_MAILBOX = frozenset({450, 452, 550, 551, 552, 553})  # RFC 5321 §4.2.3: what RCPT says of a mailbox
_OUR_SENDER = frozenset({"1.7", "1.8"})  # RFC 3463 §3.2: the sender's address, as this domain sees it
_OF_THE_READER = frozenset({"2"})  # RFC 3463 §3.8, detail of 5.7: a mailing list that this sender may not write to
# The registry of RFC 5248, details of 5.7: authentication, reverse DNS and rate of who sends.
_OF_US = frozenset({"20", "21", "22", "23", "24", "25", "26", "27", "28", "29"})
_MICROSOFT = (
    3  # digits of Exchange's own details: 5.7.1xx are a mailbox's or a group's restrictions, 5.7.5xx … 7xx are of us
)
GREYLISTED_FOR = timedelta(minutes=5)  # RFC 6647 §4.5: most servers take it after a few minutes


class Whose(StrEnum):
    """Whose matter an answer is."""

    ADDRESS = "address"  # this recipient's alone
    MESSAGE = "message"  # what the message says, or how it is made
    DOMAIN = "domain"  # the recipient's domain and us: its next recipient gets the same
    EVERYONE = "everyone"  # the connection, or us at this server: the next message gets the same


# RFC 3463 §2: what an enhanced code's second number speaks of. Protocol and content are the recipient's where only that was said.
_SUBJECTS = {
    "1": Whose.ADDRESS,
    "2": Whose.ADDRESS,
    "3": Whose.DOMAIN,
    "4": Whose.DOMAIN,
    "5": Whose.MESSAGE,
    "6": Whose.MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt means."""

    state: DeliveryState  # sent, deferred, failed or in doubt
    reason: str  # for the operator, with the server's words
    suppress: bool = False  # never mail this address again
    whose: Whose = Whose.MESSAGE
    refused_as_policy: bool = (
        False  # 5.7.x of domain or message: not this reader's fault, and not to be said again and again
    )
    slow_down: bool = False  # the domain wants less mail
    wait: timedelta | None = None  # at least this long until the next attempt; None: as the back-off has it


def classify(stage: Stage, reply: Reply | None) -> Outcome:
    """
    What the server's answer at `stage` means; None means that the connection broke or the answer was none.

    A full mailbox (x.2.2) is deferred even when the server says 5xx: it is the reader's state, not ours. A broken
    connection is "not sent" until the final dot may have left; after it, until the reply, it is in doubt. An address is
    suppressed on an enhanced code only: a bare 550 means too many things (RFC 5321 §4.2.3 has five for it).
    """
    if reply is None:
        if stage is Stage.REPLY:
            why = "in doubt: the connection broke between the final dot and the server's reply"
            return Outcome(DeliveryState.IN_DOUBT, why, whose=Whose.EVERYONE)
        return Outcome(DeliveryState.DEFERRED, f"not sent: the connection broke at {stage}", whose=Whose.EVERYONE)
    said = words_of(reply)
    if reply.enhanced is None:
        reply = replace(reply, enhanced=enhanced_in(reply.text))
    if stage is Stage.REPLY and reply.code // 100 == _TAKEN:
        return Outcome(DeliveryState.SENT, said)
    if _is_before_the_recipient(stage, reply):
        why = f"the server refused us at {stage}: {said}"
        return Outcome(DeliveryState.DEFERRED, why, whose=Whose.EVERYONE, wait=stated_wait(reply.text))
    whose = _whose(stage, reply)
    if not _is_permanent(stage, reply):
        return Outcome(
            DeliveryState.DEFERRED,
            f"the server put it off at {stage}: {said}",
            whose=whose,
            slow_down=whose is Whose.DOMAIN and _wants_less(reply),
            wait=_wait(reply),
        )
    return Outcome(
        DeliveryState.FAILED,
        f"the server refused it at {stage}: {said}",
        suppress=stage in {Stage.RCPT, Stage.REPLY} and reply.enhanced in _NO_SUCH_READER,
        whose=whose,
        refused_as_policy=whose in {Whose.DOMAIN, Whose.MESSAGE} and _is_policy(reply),
    )


def is_everyones(stage: Stage, reply: Reply | None) -> bool:
    """
    Whether the answer may speak of us or of the connection, so that the next message would get it as well.

    421 is that at any stage; once a recipient was named it is that recipient's domain first of all (`Outcome.whose`).
    """
    return is_closing(reply) or _is_before_the_recipient(stage, reply)


def is_closing(reply: Reply | None) -> bool:
    """Whether the connection is of no more use after this answer."""
    return reply is None or reply.code == _CLOSING


def words_of(reply: Reply) -> str:
    """A reply on one line."""
    enhanced = f" {reply.enhanced}" if reply.enhanced else ""
    return f"{reply.code}{enhanced} {reply.text}".strip()


def _is_before_the_recipient(stage: Stage, reply: Reply | None) -> bool:
    if stage not in _BEFORE_THE_RECIPIENT:
        return False
    return is_closing(reply) or not _is_of_the_message(stage, reply)


def _is_permanent(stage: Stage, reply: Reply) -> bool:
    if reply.code // 100 != _REFUSED:
        return False
    if _is_of_the_message(stage, reply):
        return True
    if reply.enhanced is None:
        return reply.code != _FULL
    # A server that contradicts itself (550 4.x.x) is asked again: that costs an attempt, believing it may cost a mail.
    return not reply.enhanced.startswith("4.") and not reply.enhanced.endswith(".2.2")


def _is_of_the_message(stage: Stage, reply: Reply | None) -> bool:
    if reply is None or reply.code // 100 != _REFUSED:
        return False
    return reply.enhanced in _OF_THE_MESSAGE or (stage is Stage.MAIL and reply.code == _FULL and reply.enhanced is None)


def _whose(stage: Stage, reply: Reply) -> Whose:
    """Of an answer that is not everyone's: by the enhanced code's subject (RFC 3463 §3), by its words where that says too little."""
    if _is_of_the_message(stage, reply):
        return Whose.MESSAGE
    subject, _, detail = (reply.enhanced or "").partition(".")[2].partition(".")
    if reply.code == _CLOSING or f"{subject}.{detail}" in _OUR_SENDER:
        return Whose.DOMAIN
    if subject == "7":
        return _whose_policy(stage, reply, detail)
    if subject in _SUBJECTS:
        return Whose.ADDRESS if stage is Stage.RCPT and subject in "56" else _SUBJECTS[subject]
    return _whose_by_words(stage, reply)


def _whose_policy(stage: Stage, reply: Reply, detail: str) -> Whose:
    if detail in _OF_THE_READER or is_of_the_recipient(reply.text):
        return Whose.ADDRESS
    if len(detail) == _MICROSOFT:
        return Whose.ADDRESS if detail.startswith("1") else Whose.DOMAIN
    if detail in _OF_US:
        return Whose.DOMAIN
    if reply.code // 100 == _PUT_OFF or stage is Stage.RCPT:  # at RCPT nobody has seen the content
        return Whose.DOMAIN
    return Whose.DOMAIN if is_of_what_it_says(reply.text) is False else Whose.MESSAGE


def _whose_by_words(stage: Stage, reply: Reply) -> Whose:
    """Without a subject: a mailbox at RCPT, the message at the dot, unless the words speak of us."""
    if reply.code // 100 == _PUT_OFF and (wants_less(reply.text) or is_greylisting(reply.text)):
        return Whose.DOMAIN
    if is_of_the_recipient(reply.text):
        return Whose.ADDRESS
    of_what_it_says = is_of_what_it_says(reply.text)
    if of_what_it_says is False or (of_what_it_says and stage is Stage.RCPT):
        return Whose.DOMAIN
    if stage is Stage.RCPT:
        return Whose.ADDRESS if reply.code in _NO_MAILBOX or reply.code // 100 == _REFUSED else Whose.DOMAIN
    return Whose.MESSAGE if reply.code // 100 == _REFUSED else Whose.DOMAIN


def _is_policy(reply: Reply) -> bool:
    """5.7.x, or words of policy from a server that gives no subject."""
    subject = (reply.enhanced or "").partition(".")[2].partition(".")[0]
    return subject == "7" or (subject in {"", "0"} and is_of_what_it_says(reply.text) is not None)


def _wants_less(reply: Reply) -> bool:
    if is_greylisting(reply.text):
        return False
    return reply.code == _CLOSING or (reply.enhanced or "").startswith("4.7.") or wants_less(reply.text)


def _wait(reply: Reply) -> timedelta | None:
    return stated_wait(reply.text) or (GREYLISTED_FOR if is_greylisting(reply.text) else None)
