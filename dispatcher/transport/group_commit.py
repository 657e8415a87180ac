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
    """
    A `Ledger` over `commit(intents, attempts) -> the intents that are ours`, which must be durable when it returns.

    What `commit` raises, all who waited for it get; the next call begins a new one. Commits never overlap.
    """

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._intents: list[tuple[int, asyncio.Future[bool]]] = []
        self._attempts: list[tuple[Attempt, asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None

    async def intend(self, delivery_id: int) -> bool:
        """Durable when it returns; False when the delivery is no longer ours."""
        waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._intents.append((delivery_id, waiting))
        self._wake()
        return await waiting

    async def settle(self, attempt: Attempt) -> None:
        """Durable when it returns. Once called it is committed, also when the caller is cancelled meanwhile."""
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
                # Whoever gave up waiting must not have an intent written: nobody would settle it.
                intents = [(which, waiting) for which, waiting in self._intents if not waiting.done()]
                attempts, self._intents, self._attempts = self._attempts, [], []
                if intents or attempts:
                    await self._one(intents, attempts)
        finally:
            self._running = None

    async def _one(
        self, intents: list[tuple[int, asyncio.Future[bool]]], attempts: list[tuple[Attempt, asyncio.Future[None]]]
    ) -> None:
        waiting: list[asyncio.Future[Any]] = [*(future for _, future in intents), *(future for _, future in attempts)]
        try:
            ours = await self._commit([which for which, _ in intents], [attempt for attempt, _ in attempts])
        except BaseException as error:
            for future in waiting:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for which, intended in intents:
            if not intended.done():
                intended.set_result(which in ours)
        for _, settled in attempts:
            if not settled.done():
                settled.set_result(None)
