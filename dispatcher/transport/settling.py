"""Reached → Attempt: what one conversation means for its delivery, and when it is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatcher.model import Attempt, DeliveryState
from dispatcher.transport.backoff import backoff
from dispatcher.transport.envelope import Envelope, Reached
from dispatcher.transport.outcomes import classify


def attempt_of(envelope: Envelope, reached: Reached, *, relay: str, started_at: datetime, took_for: float) -> Attempt:
    """
    The row to settle. Deferred and in doubt wait, counted from the end of the attempt.

    Deferred past its last moment is expired; in doubt stays in doubt: it may have gone out, and no moment changes that.
    """
    outcome = reached.own or classify(reached.stage, reached.reply)
    state, reason, coming = outcome.state, outcome.reason, None
    if state in {DeliveryState.DEFERRED, DeliveryState.IN_DOUBT}:
        ended_at = started_at + timedelta(seconds=took_for)
        coming = backoff(
            envelope.attempts + 1,
            now=ended_at,
            not_after=envelope.not_after,
            key=envelope.delivery_id,
            at_least=outcome.wait,
        )
        if coming is None and state is DeliveryState.DEFERRED:
            state, reason = DeliveryState.EXPIRED, f"gave up: {reason}"
        elif coming is None:
            coming = envelope.not_after  # not at once: a server that cuts every time would be asked without end
    return Attempt(
        delivery_id=envelope.delivery_id,
        started_at=started_at,
        took_for=took_for,
        stage=reached.stage,
        reply=reached.reply,
        state=state,
        reason=reason,
        next_attempt_at=coming,
        suppress=outcome.suppress,
        relay=relay,
    )
