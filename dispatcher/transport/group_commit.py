"""
Many connections, one durable commit: what arrives while a commit is running goes into the next one.

The durable write costs the same for one row as for a hundred, so a commit serves every connection that waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from dispatcher.model import Attempt, Intent

# Seconds that a commit waits for those who came to the last one. On a near relay they are back within it, and a commit for eight costs
# as much as one for two; on a far one it is nothing beside a round trip.
_GATHERING = 0.002
Commit = Callable[[Sequence[Intent], Sequence[Attempt]], Awaitable[set[int]]]
_Turn = tuple[Attempt | None, Intent | None, asyncio.Future[bool]]


class GroupLedger:
    """
    A `Ledger` over `commit(intents, attempts) -> the intents that are ours`, which must be durable when it returns.

    What `commit` raises, all who waited for it get; the next call begins a new one. Commits never overlap.
    """

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: list[_Turn] = []
        self._running: asyncio.Task[None] | None = None
        self._expected = 1  # turns of the last commit
        self._enough: asyncio.Future[None] | None = None  # while a commit waits for more of them

    async def turn(self, settle: Attempt | None, intend: Intent | None) -> bool:
        """
        Both in one commit, durable when it returns; False when the delivery to intend is no longer ours.

        Once called, `settle` is committed also when the caller is cancelled meanwhile; `intend` is not, unless the commit
        is running already.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((settle, intend, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        elif self._enough is not None and len(self._waiting) >= self._expected and not self._enough.done():
            self._enough.set_result(None)
        return await future

    async def finish(self) -> None:
        """Wait for what is being committed, for callers who were cancelled too: before what commits is closed."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def intend(self, intent: Intent) -> bool:
        """A turn that settles nothing."""
        return await self.turn(None, intent)

    async def settle(self, attempt: Attempt) -> None:
        """A turn that intends nothing."""
        await self.turn(attempt, None)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._gathered()
                turns, self._waiting = self._waiting, []
                self._expected = len(turns)
                await self._one(turns)
        finally:
            self._running = None

    async def _gathered(self) -> None:
        if len(self._waiting) < self._expected:
            self._enough = asyncio.get_running_loop().create_future()
            timer = asyncio.get_running_loop().call_later(_GATHERING, _set, self._enough)
            await self._enough
            timer.cancel()
            self._enough = None

    async def _one(self, turns: Sequence[_Turn]) -> None:
        # Whoever gave up waiting must not have an intent written: nobody would settle it.
        intents = [intent for _, intent, future in turns if intent is not None and not future.done()]
        attempts = [attempt for attempt, _, _ in turns if attempt is not None]
        try:
            ours = await self._commit(intents, attempts) if intents or attempts else set()
        except BaseException as error:
            for _, _, future in turns:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for _, intent, future in turns:
            if not future.done():
                future.set_result(intent is None or intent.delivery_id in ours)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
