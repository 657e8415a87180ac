"""
Many connections, one durable commit: what arrives while a commit is running goes into the next one.

The durable write costs the same for one row as for a hundred, so a commit serves every connection that waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from dispatcher.model import Attempt

Commit = Callable[[Sequence[int], Sequence[Attempt]], Awaitable[set[int]]]


class GroupLedger:
    """A `Ledger` over `commit(intents, attempts) -> the intents that are ours`, which must be durable when it returns."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._intents: dict[int, asyncio.Future[bool]] = {}
        self._attempts: list[tuple[Attempt, asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None

    async def intend(self, delivery_id: int) -> bool:
        """Durable when it returns; False when the delivery is no longer ours."""
        waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._intents[delivery_id] = waiting
        self._wake()
        return await waiting

    async def settle(self, attempt: Attempt) -> None:
        """Durable when it returns."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._attempts.append((attempt, waiting))
        self._wake()
        await waiting

    def _wake(self) -> None:
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._intents or self._attempts:
                intents, self._intents = self._intents, {}
                attempts, self._attempts = self._attempts, []
                await self._one(intents, attempts)
        finally:
            self._running = None

    async def _one(
        self, intents: dict[int, asyncio.Future[bool]], attempts: list[tuple[Attempt, asyncio.Future[None]]]
    ) -> None:
        waiting: list[asyncio.Future[Any]] = [*intents.values(), *(future for _, future in attempts)]
        try:
            ours = await self._commit(list(intents), [attempt for attempt, _ in attempts])
        except BaseException as error:
            for future in waiting:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for delivery_id, future in intents.items():
            if not future.done():
                future.set_result(delivery_id in ours)
        for _, settled in attempts:
            if not settled.done():
                settled.set_result(None)
