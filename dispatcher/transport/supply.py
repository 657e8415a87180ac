"""
One iterator → the envelopes of many connections: a few are fetched ahead, so that a body need not wait for the next envelope.

What is fetched and never begun is as untouched as what was not fetched.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress

from dispatcher.transport.envelope import Envelope

_Waiting = asyncio.Future[Envelope | None]


class Supply:
    """
    Hands out each envelope to one connection. `ahead` is how many are held at most.

    One that was held is asked about before it goes: `still` may say no, and then nobody hears of it again.
    """

    def __init__(
        self, envelopes: AsyncIterator[Envelope], *, ahead: int, still: Callable[[Envelope], bool] | None = None
    ) -> None:
        self._envelopes = envelopes
        self._most = ahead
        self._still = still
        self._held: deque[Envelope] = deque()
        self._room: asyncio.Future[None] | None = None  # what `fetch` waits for when it holds enough
        self._open: list[_Waiting] = []  # connections that are open and have nothing to say …
        self._closed: list[_Waiting] = []  # … and those that would have to be opened
        self._exhausted = False
        self.ended = False  # nothing more is to be begun
        self._over = asyncio.Event()

    async def fetch(self) -> None:
        """Run beside the connections until the iterator has no more; cancelled at the end. What the iterator raises is raised."""
        try:
            async for envelope in self._envelopes:
                self._give(envelope)
                if len(self._held) >= self._most:
                    self._room = asyncio.get_running_loop().create_future()
                    await self._room
        finally:
            self._exhausted = True
            self._over.set()
            self._release()
            if isinstance(self._envelopes, AsyncGenerator):
                await self._envelopes.aclose()  # what it must put in order, now and not when it is forgotten

    def ready(self) -> Envelope | None:
        """The next envelope, if one is here."""
        envelope = None
        while self._held and not self.ended and envelope is None:
            envelope = self._held.popleft()
            if self._still is not None and not self._still(envelope):
                envelope = None
        if self._room is not None and len(self._held) <= self._most // 2:  # not one by one: each waking costs
            self._room.set_result(None)
            self._room = None
        return envelope

    def ask(self, *, is_open: bool) -> _Waiting:
        """The next envelope when there is one; None when there will be none. Open connections are served first."""
        waiting: _Waiting = asyncio.get_running_loop().create_future()
        if (envelope := self.ready()) is not None or self.ended or self._exhausted:
            waiting.set_result(envelope)
        else:
            (self._open if is_open else self._closed).append(waiting)
        return waiting

    def forgo(self, waiting: _Waiting) -> None:
        """Who asked waits no longer: it gets None, unless it has its envelope already."""
        if not waiting.done():
            waiting.set_result(None)

    def give_back(self, envelope: Envelope) -> None:
        """Not begun, or surely not sent and nobody's fault: the next connection takes it first."""
        self._held.appendleft(envelope)
        while (waiting := self._waiting()) is not None and (first := self.ready()) is not None:
            waiting.set_result(first)

    def end(self) -> None:
        """Begin nothing more."""
        self.ended = True
        self._over.set()
        self._release()

    async def rest(self, seconds: float) -> bool:
        """Wait so long, or until there are no more envelopes to come; False when that is so already."""
        if self._over.is_set():
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return True

    def _give(self, envelope: Envelope) -> None:
        if (waiting := self._waiting()) is not None:
            waiting.set_result(envelope)
        else:
            self._held.append(envelope)

    def _waiting(self) -> _Waiting | None:
        """Who is to have the next one: the last that fell idle, so that the others may be closed."""
        for all_of_them in (self._open, self._closed):
            while all_of_them:
                if not all_of_them[-1].done():
                    return all_of_them[-1]
                all_of_them.pop()
        return None

    def _release(self) -> None:
        for waiting in (*self._open, *self._closed):
            self.forgo(waiting)
        self._open, self._closed = [], []
