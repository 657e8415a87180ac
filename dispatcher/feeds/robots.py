"""
Origin → what its robots.txt allows us (RFC 9309), by Protego.

Fetched as everything is, through our session and its guard; kept in memory for at most a day. Protego looks for wildcards by
plain search, so a hostile file costs milliseconds; parsing its 500 KiB is done in a thread. Imports Protego only when asked.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import aiohttp
from yarl import URL

from dispatcher import clock
from dispatcher.feeds.failures import Failure, explain
from dispatcher.feeds.guard import host_asked_for
from dispatcher.feeds.hop import REDIRECTS, body_of, http_url
from dispatcher.feeds.session import FeedSession
from dispatcher.feeds.turns import Turns

if TYPE_CHECKING:
    from protego import Protego

PRODUCT: Final = "dispatcher"  # the product token that robots.txt names us by
MOST_BYTES: Final = 500 * 1024  # RFC 9309 §2.5; what stands behind them is not read
MOST_HOPS: Final = 5  # RFC 9309 §2.3.1.2
TIME_FOR: Final = 5.0  # seconds for each of its hops, waiting for one's turn not counted
KEPT_FOR: Final = 24 * 3600.0  # seconds; RFC 9309 §2.4
ASKED_AGAIN_AFTER: Final = 10 * 60.0  # seconds, where there was no answer to rely on
MOST_ORIGINS: Final = 500  # remembered


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a URL may be asked, and if not, why and whether that may soon be different."""

    allowed: bool
    reason: str = ""
    again: bool = False
    delay: float | None = None  # Crawl-delay in seconds


@dataclass(frozen=True, slots=True)
class _Known:
    until: float  # monotonic
    said: Protego | None = None  # None: it says nothing, so all is allowed
    trouble: str = ""  # why nothing may be asked for now


class Robots:
    """What the origins asked so far allow."""

    def __init__(self, session: FeedSession, turns: Turns) -> None:
        self._session = session
        self._turns = turns
        self._known: OrderedDict[URL, _Known] = OrderedDict()
        self._asking: dict[URL, asyncio.Lock] = {}

    async def verdict(self, url: URL) -> Verdict:
        """What the robots.txt of its origin says of `url`; never raises for what a network or a server does."""
        known = await self._of(url.origin())
        if known.trouble:
            return Verdict(allowed=False, reason=f"its robots.txt could not be read: {known.trouble}", again=True)
        if known.said is None:
            return Verdict(allowed=True)
        if not known.said.can_fetch(str(url), PRODUCT):
            return Verdict(allowed=False, reason="its robots.txt does not allow it")
        return Verdict(allowed=True, delay=known.said.crawl_delay(PRODUCT))

    async def _of(self, origin: URL) -> _Known:
        asking = self._asking.setdefault(origin, asyncio.Lock())
        async with asking:  # who comes second waits for the first one's answer
            known = self._known.get(origin)
            if known is None or known.until <= clock.monotonic():
                known = await self._ask(origin)
                self._known[origin] = known
            self._known.move_to_end(origin)
            while len(self._known) > MOST_ORIGINS:
                forgotten, _ = self._known.popitem(last=False)
                self._asking.pop(forgotten, None)
            return known

    async def _ask(self, origin: URL) -> _Known:
        url = origin / "robots.txt"
        try:
            for _ in range(MOST_HOPS + 1):
                async with self._turns.at(url.host or ""), asyncio.timeout(TIME_FOR):
                    answer = await self._get(url)
                if not isinstance(answer, URL):
                    return answer
                url = answer
        except Failure as failure:
            return _Known(clock.monotonic() + ASKED_AGAIN_AFTER, trouble=failure.reason)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            trouble = "no answer in time" if isinstance(error, TimeoutError) else explain(error, session=self._session)
            return _Known(clock.monotonic() + ASKED_AGAIN_AFTER, trouble=trouble)
        return _Known(clock.monotonic() + KEPT_FOR)  # redirected without end: as if there were none

    async def _get(self, url: URL) -> _Known | URL:
        """What it says, or where it says to look."""
        host_asked_for.set(url.host or "")
        headers = {"Accept": "text/plain, */*;q=0.1"}
        async with self._session.client.get(url, headers=headers, allow_redirects=False) as response:
            if response.status in REDIRECTS and (location := response.headers.get("Location")):
                return http_url(location, base=url)
            if response.status == HTTPStatus.TOO_MANY_REQUESTS or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Failure(f"the server answered {response.status}")
            if response.status != HTTPStatus.OK:
                return _Known(clock.monotonic() + KEPT_FOR)
            body = await body_of(response, most=MOST_BYTES, cut=True)
        return _Known(clock.monotonic() + KEPT_FOR, said=await asyncio.to_thread(_parsed, body))


def _parsed(body: bytes) -> Protego:
    from protego import Protego

    return Protego.parse(body.decode("utf-8-sig", "replace"))
