"""
What an operator wants done with deliveries → what is done: hold, release, retry, drop.

Decided by state alone, and said before anything moves: how many it is for, how many it makes no sense for and why, and how many
a sender has just now. Moved a thousand a transaction, so that nobody waits long for the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.db import Change, Choice, Standing
from dispatcher.model import DeliveryState

AT_ONCE = 1_000  # rows a transaction
MAY_HAVE_GONE = "may have gone out: --again sends it a second time"
logger = log.get()


class Move(StrEnum):
    """What can be done with a delivery by hand."""

    HOLD = "hold"  # not sent until it is released
    RELEASE = "release"  # what was held is due
    RETRY = "retry"  # due now, whatever the backoff said; what failed is queued again
    DROP = "drop"  # never sent


OUT_OF: dict[Move, tuple[DeliveryState, ...]] = {
    Move.HOLD: (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.IN_DOUBT),
    Move.RELEASE: (DeliveryState.HELD,),
    Move.RETRY: (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.IN_DOUBT),
    Move.DROP: (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.HELD, DeliveryState.IN_DOUBT),
}
_SENDS = (Move.RELEASE, Move.RETRY)
_WHY_NOT = {
    DeliveryState.SENT: "a server took it",
    DeliveryState.BOUNCED: "a server took it, and it came back",
    DeliveryState.COMPLAINED: "a server took it, and its reader complained",
    DeliveryState.EXPIRED: "it lost its use: the next digest tells what it would have told",
    DeliveryState.CANCELLED: "it was cancelled for good",
    DeliveryState.SUPPRESSED: "its address is suppressed",
    DeliveryState.HELD: "it is held",
    DeliveryState.FAILED: "a server refused it, and nothing of it is left to send",
    DeliveryState.QUEUED: "it is queued as it is",
    DeliveryState.DEFERRED: "it is queued as it is",
    DeliveryState.IN_DOUBT: "it is in doubt, not held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a move would do."""

    number: int = 0  # deliveries it would move
    busy: int = 0  # that a sender has just now: left alone
    past: int = 0  # of `number`, past their use: they expire instead of being sent
    refused: Counter[str] = field(default_factory=Counter)  # reason → deliveries it makes no sense for


def decide(move: Move, standings: list[Standing], *, again: bool) -> Look:
    """What a move means for deliveries that stand so. `again` allows to send what may have gone out."""
    number = busy = past = 0
    refused: Counter[str] = Counter()
    for each in standings:
        if each.busy:
            busy += each.number
        elif each.state not in OUT_OF[move]:
            refused[_WHY_NOT[each.state]] += each.number
        elif each.past and each.state is DeliveryState.FAILED:
            refused["it lost its use"] += each.number
        elif not again and _is_doubtful(move, each.state, doubted=each.doubted):
            refused[MAY_HAVE_GONE] += each.number
        else:
            number += each.number
            past += each.number if each.past and move in _SENDS else 0
    return Look(number=number, busy=busy, past=past, refused=refused)


async def look(app: App, move: Move, choice: Choice, *, again: bool, now: datetime) -> Look:
    """What a move would do now."""
    async with app.db.reading() as tx:
        return decide(move, await tx.by_hand.standings(choice, now=now), again=again)


async def run(
    app: App,
    move: Move,
    choice: Choice,
    *,
    again: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda _moved: None,
) -> int:
    """Do it, a thousand a transaction; returns how many were moved. A kill leaves the rest as it was."""
    total = 0
    for state in OUT_OF[move]:
        if choice.state not in {None, state} or (not again and _is_doubtful(move, state, doubted=False)):
            continue
        change = Change(
            out_of=state,
            values=_values(move, state, now=now),
            doubted=again or not _is_doubtful(move, state, doubted=True),
            past=state is not DeliveryState.FAILED,
            suppressed=move not in _SENDS,
        )
        after_id: int | None = 0
        while after_id is not None:
            async with app.db.transaction() as tx:
                moved, after_id = await tx.by_hand.move(choice, change, now=now, after_id=after_id, limit=AT_ONCE)
            total += moved
            progress(total)
    if total:
        logger.info("outbox.moved", move=str(move), deliveries=total)
    return total


def _is_doubtful(move: Move, state: DeliveryState, *, doubted: bool) -> bool:
    """Whether sending it may be sending it twice. What was in doubt and is queued again was decided by the policy."""
    return move in _SENDS and (state is DeliveryState.IN_DOUBT or (doubted and state is DeliveryState.HELD))


def _values(move: Move, state: DeliveryState, *, now: datetime) -> dict[str, Any]:
    """What the rows say afterwards."""
    match move:
        case Move.HOLD:
            reason = "held by the operator"
            if state is DeliveryState.IN_DOUBT:
                reason = "held by the operator; it may have gone out"
            return {"state": DeliveryState.HELD.value, "reason": reason, "next_attempt_at": None, "settled_at": None}
        case Move.DROP:
            reason = "dropped by the operator"
            return {
                "state": DeliveryState.CANCELLED.value,
                "reason": reason,
                "next_attempt_at": None,
                "settled_at": now,
            }
        case Move.RELEASE:
            reason = "released by the operator"
        case Move.RETRY if state is DeliveryState.IN_DOUBT:
            reason = "sent again by the operator, though it may have gone out"
        case Move.RETRY:
            reason = "to be tried again, by the operator"
    return {"state": DeliveryState.QUEUED.value, "reason": reason, "next_attempt_at": now, "settled_at": None}
