"""
One request at a time to a host, and a pause between two: the manners of whoever reads an outlet's articles.

In memory only: a restarted dispatcher begins again with the first request.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from dispatcher import clock

APART: Final = 1.0  # seconds between the end of one request to a host and the start of the next
LONGEST_APART: Final = 30.0  # the most that a Crawl-delay can ask for; else one line of text would end all reading
MOST_HOSTS: Final = 2_000  # remembered; those least recently asked are forgotten


@dataclass
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0  # by how many right now
    free_at: float = 0.0  # monotonic


class Turns:
    """Whose turn it is, by host name, whatever the port."""

    def __init__(self, *, apart: float = APART) -> None:
        self._apart = apart
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def at(self, host: str, *, delay: float | None = None) -> AsyncIterator[None]:
        """Wait for one's turn at a host; `delay` is the Crawl-delay it asked for, in seconds."""
        known = self._hosts.setdefault(host.lower(), _Host())
        self._hosts.move_to_end(host.lower())
        known.wanted += 1
        try:
            async with known.turn:
                await asyncio.sleep(max(0.0, known.free_at - clock.monotonic()))
                try:
                    yield
                finally:
                    apart = max(self._apart, min(delay or 0.0, LONGEST_APART))
                    known.free_at = clock.monotonic() + apart
        finally:
            known.wanted -= 1
            self._forget()

    def _forget(self) -> None:
        """Hosts nobody waits for and whose pause is over: forgetting them changes nothing."""
        now = clock.monotonic()
        for host in list(self._hosts)[: max(0, len(self._hosts) - MOST_HOSTS)]:
            if not self._hosts[host].wanted and self._hosts[host].free_at < now:
                del self._hosts[host]
