"""A ledger that is a list: an honest small one, which minds the order of what it is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from dispatcher.errors import StorageError
from dispatcher.model import Attempt, DeliveryState, Intent


@dataclass
class Book:
    """`sending` holds the intents that nothing was said about yet; at the end it must be empty."""

    not_ours: set[int] = field(default_factory=set)
    takes: float = 0.0  # seconds until a line is durable
    full_after: int | None = None  # lines, when the disk is full
    intents: list[int] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    sending: set[int] = field(default_factory=set)

    async def turn(self, settle: Attempt | None, intend: Intent | None) -> bool:
        await self._write()
        if settle is not None:
            if settle.state in {DeliveryState.SENT, DeliveryState.IN_DOUBT}:
                assert settle.delivery_id in self.sending, "nothing may leave without its intent"
            self.sending.discard(settle.delivery_id)
            self.attempts.append(settle)
        if intend is None or intend.delivery_id in self.not_ours:
            return intend is None
        assert intend.delivery_id not in self.sending, "intended twice"
        self.intents.append(intend.delivery_id)
        self.sending.add(intend.delivery_id)
        return True

    @property
    def states(self) -> Counter[DeliveryState]:
        return Counter(attempt.state for attempt in self.attempts)

    def which(self, state: DeliveryState) -> list[int]:
        return [attempt.delivery_id for attempt in self.attempts if attempt.state is state]

    async def _write(self) -> None:
        await asyncio.sleep(self.takes)
        if self.full_after is not None and len(self.intents) + len(self.attempts) >= self.full_after:
            raise StorageError("the disk is full")
