"""
Many parses at once → a few long-lived children with limits (`parser_child.py`).

A body that hangs, explodes or kills its child costs that child, never the dispatcher: the caller gets ParseError and the next
parse a fresh child.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import TracebackType
from typing import Self

from dispatcher.errors import ParseError
from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.feeds.parser_child import MEMORY, WALL_TIME, ParserChild


class ParserPool:
    """
    An async context manager; children start at first use.

    `wall_time` is what one body may take, counted from when a child has it; waiting for a free child is not limited.
    """

    def __init__(self, children: int = 2, *, wall_time: timedelta = WALL_TIME, memory: int = MEMORY) -> None:
        self._free = asyncio.Semaphore(children)
        self._threads = ThreadPoolExecutor(children, thread_name_prefix="parser")
        self._wall_time = wall_time
        self._memory = memory
        self._idle: list[ParserChild] = []
        self._busy: set[ParserChild] = set()
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def parse(self, body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
        """
        `parse_feed` in a child. Raises ParseError as that does, and for a body that exceeds a limit or kills its child.

        Cancelling the caller kills the child that works for it.
        """
        async with self._free:
            if self._is_closed:
                raise ParseError("the parser was closed")
            child = self._take()
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, lambda: child.parse(body, url=url, content_type=content_type)
                )
            except asyncio.CancelledError:
                child.kill()
                raise
            finally:
                self._give_back(child)

    def _take(self) -> ParserChild:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                self._busy.add(child)
                return child
            child.close()
        child = ParserChild(wall_time=self._wall_time, memory=self._memory)
        self._busy.add(child)
        return child

    def _give_back(self, child: ParserChild) -> None:
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
