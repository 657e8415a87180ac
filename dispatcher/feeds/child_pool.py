"""
Many bodies at once → a few long-lived children with limits (`dispatcher.children`).

A body that hangs, explodes or kills its child costs that child, never the dispatcher: the caller gets ParseError and the next
body a fresh child.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import TracebackType
from typing import ClassVar, Generic, Self, TypeVar

from dispatcher.children.child import MEMORY, WALL_TIME, Child
from dispatcher.errors import ParseError

C = TypeVar("C", bound=Child)
A = TypeVar("A")


class ChildPool(Generic[C]):
    """
    An async context manager; children start at first use. Subclasses name the kind of child and what it is asked.

    `wall_time` is what one body may take, counted from when a child has it; waiting for a free child is not limited.
    """

    kind: type[C]
    name: ClassVar[str]  # in sentences for the operator

    def __init__(self, children: int = 2, *, wall_time: timedelta = WALL_TIME, memory: int = MEMORY) -> None:
        self._free = asyncio.Semaphore(children)
        self._threads = ThreadPoolExecutor(children, thread_name_prefix=self.name)
        self._wall_time = wall_time
        self._memory = memory
        self._idle: list[C] = []
        self._busy: set[C] = set()
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def ask(self, question: Callable[[C], A]) -> A:
        """
        What `question` returns, asked of a free child in a thread. Raises ParseError as the child does.

        Cancelling the caller kills the child that works for it.
        """
        async with self._free:
            if self._is_closed:
                raise ParseError(f"the {self.name} was closed")
            child = self._take()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: question(child))
            except asyncio.CancelledError:
                child.kill()
                raise
            finally:
                self._give_back(child)

    def _take(self) -> C:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                self._busy.add(child)
                return child
            child.close()
        child = self.kind(wall_time=self._wall_time, memory=self._memory)
        self._busy.add(child)
        return child

    def _give_back(self, child: C) -> None:
        self._busy.discard(child)
        if self._is_closed:
            child.close()
        elif child.is_alive:
            self._idle.append(child)
        else:
            self._threads.submit(child.close)  # waits for the thread that may still read from it

    async def close(self) -> None:
        """End all children at once; whoever waits for one gets ParseError."""
        self._is_closed = True
        for child in self._busy:
            child.kill()
        while self._idle:
            self._idle.pop().close()
        await asyncio.to_thread(self._threads.shutdown)
