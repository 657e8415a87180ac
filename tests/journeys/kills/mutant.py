"""
The mutant: a ledger that moves its checkpoint at fetch, as other engines do. What was fetched is sent, whatever comes of it.

It exists to show that the harness sees losses: a judge that has never condemned anybody proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dispatcher.db import SendingLedger
from dispatcher.model import Attempt, Delivery, DeliveryState, Intent, Reply, Stage

_lease, _commit = SendingLedger.lease, SendingLedger.commit


async def lease_and_move_on(ledger: SendingLedger, *, now: datetime, limit: int) -> list[Delivery]:
    """Mark a batch sent when it is leased."""
    leased = await _lease(ledger, now=now, limit=limit)
    await _commit(ledger, [Intent(each.id, "smtp") for each in leased], [], now=now)
    await _commit(ledger, [], [_sent(each, now) for each in leased], now=now)
    return leased


async def believe(
    _: SendingLedger, intents: Sequence[Intent], _settled: Sequence[Attempt], *, now: datetime
) -> set[int]:
    """All is well already."""
    return {each.delivery_id for each in intents}


def mutate() -> None:
    """Make every ledger of this process one that checkpoints at fetch."""
    SendingLedger.lease, SendingLedger.commit = lease_and_move_on, believe


def _sent(delivery: Delivery, now: datetime) -> Attempt:
    return Attempt(
        delivery_id=delivery.id,
        started_at=now,
        took_for=0.0,
        stage=Stage.REPLY,
        reply=Reply(250),
        state=DeliveryState.SENT,
        reason="fetched",
        next_attempt_at=None,
    )
