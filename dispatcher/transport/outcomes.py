"""
Reply → Outcome: what a server's answer means for a delivery.

Pure. RFC 5321 §4.2 for the codes, RFC 3463 for the enhanced ones; where a reply speaks of us rather than of the reader, nobody is
suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.model import DeliveryState, Reply, Stage

# The address's own permanent fault (RFC 3463 §3.2, §3.3; RFC 7505 §4 for 5.1.10): nobody will ever read mail there.
_NO_SUCH_READER = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# What is wrong before a recipient was named is wrong for everyone: the connection, our name, our sender …
_BEFORE_THE_RECIPIENT = frozenset({Stage.CONNECT, Stage.GREETING, Stage.EHLO, Stage.TLS, Stage.AUTH, Stage.MAIL})
# … but what MAIL says of this one message by SIZE= (RFC 1870 §6) and SMTPUTF8 (RFC 6531 §3.5).
_OF_THE_MESSAGE = frozenset({"5.3.4", "5.2.3", "5.6.7"})
_FULL = 552  # RFC 5321 §4.2.3: exceeded storage allocation; as an answer to SIZE=, too large (RFC 1870 §6.1)
_CLOSING = 421  # RFC 5321 §3.8: the service is about to close the channel


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt means."""

    state: DeliveryState  # sent, deferred, failed or in doubt
    reason: str  # for the operator, with the server's words
    suppress: bool = False  # never mail this address again


def classify(stage: Stage, reply: Reply | None) -> Outcome:
    """
    What the server's answer at `stage` means; None means that the connection broke or the answer was none.

    A full mailbox (x.2.2) is deferred even when the server says 5xx: it is the reader's state, not ours. A broken
    connection is "not sent" until the final dot may have left; after it, until the reply, it is in doubt. An address is
    suppressed on an enhanced code only: a bare 550 means too many things (RFC 5321 §4.2.3 has five for it).
    """
    if reply is None:
        if stage is Stage.REPLY:
            return Outcome(
                DeliveryState.IN_DOUBT, "in doubt: the connection broke between the final dot and the server's reply"
            )
        return Outcome(DeliveryState.DEFERRED, f"not sent: the connection broke at {stage}")
    said = words_of(reply)
    if stage is Stage.REPLY and reply.code // 100 == 2:  # noqa: PLR2004 - RFC 5321 §4.2.1: positive completion
        return Outcome(DeliveryState.SENT, said)
    if is_everyones(stage, reply):
        return Outcome(DeliveryState.DEFERRED, f"the server refused us at {stage}: {said}")
    if not _is_permanent(stage, reply):
        return Outcome(DeliveryState.DEFERRED, f"the server put it off at {stage}: {said}")
    return Outcome(
        DeliveryState.FAILED,
        f"the server refused it at {stage}: {said}",
        suppress=stage in {Stage.RCPT, Stage.REPLY} and reply.enhanced in _NO_SUCH_READER,
    )


def is_everyones(stage: Stage, reply: Reply | None) -> bool:
    """Whether the answer speaks of us or of the connection, so that the next message would get it as well."""
    if is_closing(reply):
        return True
    return stage in _BEFORE_THE_RECIPIENT and not _is_of_the_message(stage, reply)


def is_closing(reply: Reply | None) -> bool:
    """Whether the connection is of no more use after this answer."""
    return reply is None or reply.code == _CLOSING


def words_of(reply: Reply) -> str:
    """A reply on one line."""
    enhanced = f" {reply.enhanced}" if reply.enhanced else ""
    return f"{reply.code}{enhanced} {reply.text}".strip()


def _is_permanent(stage: Stage, reply: Reply) -> bool:
    if reply.code // 100 != 5:  # noqa: PLR2004 - RFC 5321 §4.2.1: permanent negative completion
        return False
    if _is_of_the_message(stage, reply):
        return True
    if reply.enhanced is None:
        return reply.code != _FULL
    # A server that contradicts itself (550 4.x.x) is asked again: that costs an attempt, believing it may cost a mail.
    return not reply.enhanced.startswith("4.") and not reply.enhanced.endswith(".2.2")


def _is_of_the_message(stage: Stage, reply: Reply | None) -> bool:
    if reply is None or reply.code // 100 != 5:  # noqa: PLR2004 - as above
        return False
    return reply.enhanced in _OF_THE_MESSAGE or (stage is Stage.MAIL and reply.code == _FULL and reply.enhanced is None)
