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
# What is wrong before a recipient was named is wrong for everyone: the connection, our name, our sender.
_BEFORE_THE_RECIPIENT = frozenset({Stage.CONNECT, Stage.GREETING, Stage.EHLO, Stage.TLS, Stage.AUTH, Stage.MAIL})
_FULL = 552  # RFC 5321 §4.2.3: exceeded storage allocation
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
    connection is "not sent" until the final dot may have left; after it, until the reply, it is in doubt.
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
    if stage in _BEFORE_THE_RECIPIENT:
        return Outcome(DeliveryState.DEFERRED, f"the server refused us at {stage}: {said}")
    if reply.code // 100 != 5 or _is_full(reply):  # noqa: PLR2004 - permanent negative completion
        return Outcome(DeliveryState.DEFERRED, f"the server put it off at {stage}: {said}")
    return Outcome(
        DeliveryState.FAILED,
        f"the server refused it at {stage}: {said}",
        suppress=stage in {Stage.RCPT, Stage.REPLY} and reply.enhanced in _NO_SUCH_READER,
    )


def is_closing(reply: Reply | None) -> bool:
    """Whether the connection is of no more use after this answer."""
    return reply is None or reply.code == _CLOSING


def words_of(reply: Reply) -> str:
    """A reply on one line."""
    enhanced = f" {reply.enhanced}" if reply.enhanced else ""
    return f"{reply.code}{enhanced} {reply.text}".strip()


def _is_full(reply: Reply) -> bool:
    if reply.enhanced is not None:
        return reply.enhanced.endswith(".2.2")
    return reply.code == _FULL
