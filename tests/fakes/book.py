"""A ledger that is a list: an honest small one, which minds the order of what it is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from dispatcher.errors import StorageError
from dispatcher.model import Attempt, DeliveryState


@dataclass
class Book:
    """`sending` holds the intents that nothing was said about yet; at the end it must be empty."""

    not_ours: set[int] = field(default_factory=set)
    takes: float = 0.0  # seconds until a line is durable
    full_after: int | None = None  # lines, when the disk is full
    intents: list[int] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    sending: set[int] = field(default_factory=set)

    async def intend(self, delivery_id: int) -> bool:
        await self._write()
        if delivery_id in self.not_ours:
            return False
        assert delivery_id not in self.sending, "intended twice"
        self.intents.append(delivery_id)
        self.sending.add(delivery_id)
        return True

    async def settle(self, attempt: Attempt) -> None:
        await self._write()
        if attempt.state in {DeliveryState.SENT, DeliveryState.IN_DOUBT}:
            assert attempt.delivery_id in self.sending, "nothing may leave without its intent"
        self.sending.discard(attempt.delivery_id)
        self.attempts.append(attempt)

    @property
    def states(self) -> Counter[DeliveryState]:
        return Counter(attempt.state for attempt in self.attempts)

    def which(self, state: DeliveryState) -> list[int]:
        return [attempt.delivery_id for attempt in self.attempts if attempt.state is state]

    async def _write(self) -> None:
        await asyncio.sleep(self.takes)
        if self.full_after is not None and len(self.intents) + len(self.attempts) >= self.full_after:
            raise StorageError("the disk is full")
