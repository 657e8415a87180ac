"""
Link → the article behind it: polite, bounded, and HTML only.

The robots.txt of every hop's origin is asked before that hop; a feed's own headers are secrets and never sent. Whatever a network,
a server or a document may do is a value here (`NotRead`) with a sentence for the operator.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import aiohttp
from yarl import URL

from dispatcher.errors import ParseError
from dispatcher.feeds.article_pool import ArticlePool, Extracted
from dispatcher.feeds.failures import Failure, explain, retry_after
from dispatcher.feeds.guard import host_asked_for, private_only_at
from dispatcher.feeds.hop import REDIRECTS, body_of, http_url
from dispatcher.feeds.robots import Robots
from dispatcher.feeds.session import FeedSession
from dispatcher.feeds.turns import APART, Turns

MOST_HOPS: Final = 5
MOST_BYTES: Final = 5_000_000  # of HTML, after decompression
MOST_LINK: Final = 2_000  # characters
TIME_FOR: Final = timedelta(seconds=6)  # one hop, its body included
ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9"
_HTML: Final = {"text/html", "application/xhtml+xml"}
_FOR_NOW: Final = {  # of the statuses 400 to 499
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """No article, and why; `again` says whether asking later may help."""

    reason: str
    again: bool
    retry_after: timedelta | None = None  # what the server asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    body: bytes
    content_type: str


class ArticleReader:
    """
    Reads articles, any number side by side; to one host there is one request at a time, `apart` seconds after the last.

    `time_for` limits one hop without the waiting for one's turn; whoever calls limits the whole. The session must not keep its
    connections alive: one that was dialled for another feed would pass the guard by.
    """

    def __init__(
        self,
        session: FeedSession,
        pool: ArticlePool,
        *,
        apart: float = APART,
        time_for: timedelta = TIME_FOR,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._session = session
        self._pool = pool
        self._turns = Turns(apart=apart)
        self._robots = Robots(session, self._turns)
        self._time_for = time_for.total_seconds()
        self._most_bytes = most_bytes

    async def read(self, link: str, *, feed_url: str) -> Extracted | NotRead:
        """
        Fetch and extract once. Cancelling ends the request and the child that works for it.

        Addresses that are not public are asked only at the host of the entry's own feed, and only where the operator allows them.
        """
        own_host = private_only_at.set(URL(feed_url).host or "")
        try:
            document = await self._follow(_plain(link))
            if isinstance(document, NotRead):
                return document
            return await self._pool.extract(document.body, content_type=document.content_type)
        except ParseError as error:
            return NotRead(reason=error.problem, again=False)
        except Failure as failure:
            return NotRead(reason=failure.reason, again=failure.again)
        except TimeoutError:
            return NotRead(reason=f"no complete answer within {self._time_for:g} seconds", again=True)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            return NotRead(reason=explain(error, session=self._session), again=True)
        finally:
            private_only_at.reset(own_host)

    async def _follow(self, url: URL) -> _Document | NotRead:
        for _ in range(MOST_HOPS + 1):
            verdict = await self._robots.verdict(url)
            if not verdict.allowed:
                return NotRead(reason=verdict.reason, again=verdict.again)
            async with self._turns.at(url.host or "", delay=verdict.delay), asyncio.timeout(self._time_for):
                answer = await self._get(url)
            if not isinstance(answer, URL):
                return answer
            url = answer
        raise Failure(f"more than {MOST_HOPS} redirects")

    async def _get(self, url: URL) -> _Document | NotRead | URL:
        """One request: the document, why there is none, or where it has moved."""
        host_asked_for.set(url.host or "")
        async with self._session.client.get(url, headers={"Accept": ACCEPT}, allow_redirects=False) as response:
            if response.status in REDIRECTS:
                location = response.headers.get("Location")
                if not location:
                    raise Failure(f"the server answered {response.status} without saying where to")
                return _plain(location, base=url)
            if response.status != HTTPStatus.OK:
                again = response.status in _FOR_NOW or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                wait = retry_after(response.headers) if again else None
                return NotRead(reason=f"the server answered {response.status}", again=again, retry_after=wait)
            content_type = response.headers.get("Content-Type", "")
            if content_type.partition(";")[0].strip().lower() not in _HTML:
                raise Failure("it is no HTML document")
            return _Document(body=await body_of(response, most=self._most_bytes), content_type=content_type)


def _plain(text: str, *, base: URL | None = None) -> URL:
    """A link without a login in it: what a stranger wrote there is no secret of ours, but none of our business either."""
    if len(text) > MOST_LINK:
        raise Failure("its link is too long")
    return http_url(text, base=base).with_user(None).with_fragment(None)
