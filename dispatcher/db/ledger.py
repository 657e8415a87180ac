"""
The moves of a delivery: queued ─lease─▶ leased ─intend─▶ sending ─settle─▶ sent, deferred, failed, in doubt.

A lease is only a claim: the row stays queued, and a lease without intent goes back. The intent is durable before the body leaves,
so what a killed process leaves in `sending` may have gone out, and only that. The moves themselves are raw SQL of each database
(`sending_sqlite.py`, `sending_postgresql.py`), since they run for every message; here stands what both say alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, bindparam

from dispatcher.db.tables_mail import delivery
from dispatcher.db.types import words
from dispatcher.model import Attempt, Delivery, DeliveryState, Intent, MessageKind, SubscriptionState

OPEN_STATES = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
# Spelled out in the statement, not bound: SQLite uses a partial index only for a term that it sees to be the index's own.
OPEN: ColumnElement[bool] = delivery.c.state.in_(
    bindparam("open_states", [state.value for state in OPEN_STATES], expanding=True, literal_execute=True)
)
# What is neither waiting nor in a server's hands, likewise: the term of the index by state.
RARE: ColumnElement[bool] = delivery.c.state.not_in(
    bindparam(
        "usual_states",
        [DeliveryState.QUEUED.value, DeliveryState.SENT.value],
        expanding=True,
        literal_execute=True,
    )
)
NO_LEASE: dict[str, Any] = {"leased_until": None, "lease_token": None}
LOOK_AGAIN_AFTER = timedelta(minutes=15)  # what is stopped is pushed aside for so long
AT_ONCE = 1_000  # stopped rows pushed aside in one transaction

UNWANTED = "the person is not subscribed any more"
STOPPED = "it waits: mail of its kind is stopped"

_WANTED = {  # in which states a person waits for a mail of a kind; notices go to the operator, who is in none
    (SubscriptionState.CONFIRMED,): (MessageKind.DIGEST, MessageKind.ALERT, MessageKind.WELCOME),
    (SubscriptionState.UNCONFIRMED,): (MessageKind.CONFIRM,),
    (SubscriptionState.CONFIRMED, SubscriptionState.PAUSED): (MessageKind.CHANGED,),
    (SubscriptionState.UNSUBSCRIBED,): (MessageKind.GOODBYE,),
}
SETTLED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.EXPIRED)  # by an attempt

# Conditions on a row of `delivery`, in words that both databases read. None of them is ever null.
IS_OPEN = f"delivery.state IN ({words(OPEN_STATES)})"
# The same of a row that is found by its id: spelled so that no planner takes the index of all open rows for twenty of them.
IS_STILL_OPEN = IS_OPEN.replace("delivery.state", "(delivery.state || '')")
IS_UNSETTLED = "(delivery.state = 'sending' OR delivery.state = 'queued' OR delivery.state = 'deferred')"
# What was taken from a sender that was thought dead, and is in no server's hands now: its 250 ends all of these, leased to another
# or not, and whoever leased it hears at the intent that it is not theirs.
IS_DOUBTED = (
    "(delivery.doubted_at IS NOT NULL AND (delivery.state || '')"
    f" IN ({words((DeliveryState.IN_DOUBT, *OPEN_STATES, DeliveryState.HELD))}))"
)
_waits = " OR ".join(
    f"(delivery.kind IN ({words(kinds)}) AND subscription.state IN ({words(states)}))"
    for states, kinds in _WANTED.items()
)
IS_WANTED = (
    "(delivery.kind = 'notice' OR EXISTS"
    f" (SELECT 1 FROM subscription WHERE subscription.id = delivery.subscription_id AND ({_waits})))"
)
IS_STOPPED = (
    "EXISTS (SELECT 1 FROM stop WHERE stop.kind = 'instance' OR (stop.kind = 'domain' AND stop.key = delivery.domain)"
    " OR (stop.kind = 'edition' AND stop.key = CAST(delivery.edition_id AS TEXT)))"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one look at the outbox brought."""

    deliveries: list[Delivery] = field(default_factory=list)
    aside: int = 0  # stopped rows that stood before others and are pushed aside
    overdue: bool = False  # whether something is past its `not_after`


class Moves(Protocol):
    """The ledger's moves on one database. Each call is one transaction, durable when it returns; calls may overlap."""

    async def claim(self, *, now: datetime, until: datetime, limit: int, token: str) -> Claim:
        """Lease what is due at `now`, until `until`."""

    async def commit(
        self, intents: Sequence[Intent], settled: Sequence[Attempt], *, token: str, now: datetime, until: datetime
    ) -> set[int]:
        """Note outcomes and intents; returns the ids of the intents that are ours."""

    async def give_back(self, ids: Sequence[int], *, token: str) -> set[int]:
        """End leases without intent; returns those that were ours."""

    async def postpone(self, later: Sequence[tuple[int, datetime, str | None]], *, token: str) -> None:
        """End leases, and let the rows wait until then, with the reason; None leaves it as it was."""

    async def renew(self, ids: Sequence[int], *, token: str, until: datetime) -> set[int]:
        """Let leases, and what is being sent, hold until then; returns those that are still ours."""

    async def take_back(self, ids: Sequence[int], *, token: str, now: datetime) -> None:
        """Undo intents whose commit failed: no body left, whatever became of the commit."""

    async def noted(self, attempts: Sequence[Attempt]) -> set[tuple[int, datetime]]:
        """Which of these attempts stand in the ledger, by delivery and start."""

    async def close(self) -> None:
        """Close the connection."""


def ended_at(each: Attempt) -> datetime:
    """When an attempt was over."""
    return each.started_at + timedelta(seconds=each.took_for)


def in_state(state: DeliveryState) -> ColumnElement[bool]:
    """Whether a delivery is in this state, said so that the index serves which has it; what was sent is in none."""
    it_is = delivery.c.state == state.value
    if state is DeliveryState.SENT:
        return it_is
    return (OPEN if state in OPEN_STATES else RARE) & it_is
