"""
What became of each message → the ledger, the report, and whether the run goes on.

Nothing is tried one by one against a server that will have none of us: three messages in a row that meet what concerns every message
end the run. A 421 to one recipient or one message concerns that recipient's domain: only when two domains hear it is it everyone's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatcher import clock
from dispatcher.model import Attempt, DeliveryState, Intent, Stage
from dispatcher.transport.envelope import Envelope, Ledger, Reached, SendReport
from dispatcher.transport.outcomes import is_everyones
from dispatcher.transport.settling import attempt_of

IN_A_ROW = 3  # messages that met what concerns everyone, and no other between them
_OF_THE_DOMAIN = frozenset({Stage.RCPT, Stage.DATA, Stage.BODY, Stage.REPLY})


@dataclass(slots=True)
class UnderWay:
    """A message that was begun."""

    envelope: Envelope
    started_at: datetime
    begun: float  # on the monotonic clock


Ended = tuple[UnderWay, Reached]


class Tally:
    """The account of one run. `end` is called when it must not go on."""

    def __init__(
        self, ledger: Ledger, *, relay: str, now: Callable[[], datetime], report: SendReport, end: Callable[[], None]
    ) -> None:
        self._ledger = ledger
        self._relay = relay
        self._now = now
        self._report = report
        self._end = end
        self._everyones = 0  # in a row: what was refused before a recipient was named, or broke
        self._closing = 0  # in a row: 421 to a recipient or a message
        self._domains: set[str] = set()  # of those in the row

    def begin(self, envelope: Envelope) -> UnderWay:
        """The first of it is about to be said."""
        return UnderWay(envelope, self._now(), clock.monotonic())

    async def turn(self, ended: Ended | None, *, intend: UnderWay | None = None) -> bool:
        """
        What came of one message, and that the body of another is about to leave: both durable when it returns.

        False when the other is no longer ours, and nothing of it may leave. Raises what the ledger raises.
        """
        attempt = None if ended is None else self._attempt(*ended)
        intent = None if intend is None else Intent(intend.envelope.delivery_id, self._relay)
        return await self._ledger.turn(attempt, intent)

    def _attempt(self, message: UnderWay, reached: Reached) -> Attempt:
        attempt = attempt_of(
            message.envelope,
            reached,
            relay=self._relay,
            started_at=message.started_at,
            took_for=clock.monotonic() - message.begun,
        )
        self._count(attempt.state)
        if reached.own is None:
            self._weigh(message.envelope.recipient, reached, attempt.reason)
        elif attempt.state is DeliveryState.DEFERRED:
            self._unreachable(attempt.reason)
        return attempt

    def _count(self, state: DeliveryState) -> None:
        report = self._report
        match state:
            case DeliveryState.SENT:
                report.sent += 1
            case DeliveryState.DEFERRED:
                report.deferred += 1
            case DeliveryState.IN_DOUBT:
                report.in_doubt += 1
            case _:
                report.failed += 1

    def _weigh(self, recipient: str, reached: Reached, reason: str) -> None:
        if not is_everyones(reached.stage, reached.reply):
            if self._everyones or self._closing:
                self._everyones = self._closing = 0
                self._domains.clear()
            return
        if reached.reply is not None and reached.stage in _OF_THE_DOMAIN:
            self._closing += 1
        else:
            self._everyones += 1
        self._domains.add(recipient.rpartition("@")[2].lower())
        in_a_row = self._everyones + self._closing
        if self._everyones >= IN_A_ROW or (in_a_row >= IN_A_ROW and len(self._domains) > 1):
            self._unreachable(f"{in_a_row} messages in a row met this: {reason}; what is queued stays queued")

    def _unreachable(self, why: str) -> None:
        self._report.unreachable = self._report.unreachable or why
        self._end()
