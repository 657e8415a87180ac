"""
One HTTP session for all feeds: its guard, its limits, its manners.

Not done: cookies, proxies from the environment (a proxy would dial past the guard), HTTP/2.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

import aiohttp

from dispatcher.feeds.guard import Guard

ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
CONNECT_FOR: Final = 10.0  # seconds until a server has taken the connection


class FeedSession:
    """
    An async context manager; open it inside the event loop that uses it.

    `connections` fetches run side by side. `time_for` limits one fetch, all redirects included, and `idle_for` any silence in it;
    waiting for one's turn counts in neither. `most_bytes` is counted after decompression.
    Without `keep_alive` every request dials, so that the guard sees each.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: Sequence[str] = (),
        connections: int = 20,
        time_for: timedelta = timedelta(seconds=30),
        idle_for: timedelta = timedelta(seconds=15),
        most_bytes: int = 10_000_000,
        keep_alive: bool = True,
    ) -> None:
        self.time_for = time_for
        self.most_bytes = most_bytes
        self.turn = asyncio.Semaphore(connections)
        self._user_agent = user_agent
        self._idle_for = idle_for
        self._keep_alive = keep_alive
        self._guard = Guard(allow_private)
        self._client: aiohttp.ClientSession | None = None

    @property
    def client(self) -> aiohttp.ClientSession:
        """The open aiohttp session."""
        if self._client is None:
            raise RuntimeError("a FeedSession is used with `async with`")
        return self._client

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, socket_factory=self._guard.socket_for, force_close=not self._keep_alive
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent, "Accept": ACCEPT},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=CONNECT_FOR, sock_read=self._idle_for.total_seconds()
            ),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None
