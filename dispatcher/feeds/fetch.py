"""
Feed → bytes: one polite, conditional, bounded GET.

Whatever a network or a server may do is a value here (`Refused`) with a sentence for the operator; only programming errors raise.
The body is not looked at: that it is a feed is for `parse.py` to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import aiohttp

from dispatcher.feeds.failures import Failure, explain, refusal
from dispatcher.feeds.guard import host_asked_for
from dispatcher.feeds.hop import REDIRECTS, body_of, http_url
from dispatcher.feeds.session import FeedSession
from dispatcher.model import Feed

__all__ = ["FeedSession", "Fetched", "Refused", "Unchanged", "fetch"]

MOST_HOPS: Final = 8
_PERMANENT: Final = {301, 308}  # RFC 9110 §15.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body (200)."""

    status: int
    body: bytes
    headers: Mapping[str, str]  # of the last answer; names in any case
    final_url: str
    moved_to: str | None = None  # set when every redirect on the way was a permanent one


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Nothing new since the feed's ETag or Last-Modified (304)."""

    headers: Mapping[str, str]
    final_url: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No body, and why: a sentence for the operator."""

    reason: str
    retry_after: timedelta | None = None  # what the server asked for
    gone: bool = False  # the server said for good (410)


async def fetch(session: FeedSession, feed: Feed) -> Fetched | Unchanged | Refused:
    """
    Ask for a feed once.

    Redirects are followed, `MOST_HOPS` at most, every address through the guard; the feed's own headers (its key) go to its own
    origin only.
    """
    async with session.turn:
        try:
            async with asyncio.timeout(session.time_for.total_seconds()):
                return await _follow(session, feed)
        except Failure as failure:
            return Refused(reason=failure.reason, retry_after=failure.retry_after, gone=failure.gone)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            return Refused(reason=explain(error, session=session))


async def _follow(session: FeedSession, feed: Feed) -> Fetched | Unchanged:
    first = url = http_url(feed.url)
    statuses: list[int] = []
    while True:
        host_asked_for.set(url.host or "")
        headers = _headers(feed, is_own=url.origin() == first.origin())
        async with session.client.get(url, headers=headers, allow_redirects=False) as response:
            if response.status not in REDIRECTS:
                moved = str(url) if statuses and set(statuses) <= _PERMANENT else None
                return await _answer(session, feed, response, moved=moved)
            statuses.append(response.status)
            location = response.headers.get("Location")
        if not location:
            raise Failure(f"the server answered {_named(statuses[-1])} without saying where to")
        if len(statuses) > MOST_HOPS:
            raise Failure(f"more than {MOST_HOPS} redirects")
        url = http_url(location, base=url)


async def _answer(
    session: FeedSession, feed: Feed, response: aiohttp.ClientResponse, *, moved: str | None
) -> Fetched | Unchanged:
    url = str(response.url)
    if response.status == HTTPStatus.NOT_MODIFIED and (feed.etag or feed.last_modified):
        return Unchanged(headers=response.headers, final_url=url, moved_to=moved)
    if response.status not in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        raise refusal(response)
    body = await body_of(response, most=session.most_bytes)
    if not body:
        raise Failure("empty answer: the server sent no bytes")
    return Fetched(status=response.status, body=body, headers=response.headers, final_url=url, moved_to=moved)


def _headers(feed: Feed, *, is_own: bool) -> dict[str, str]:
    headers = dict(feed.headers) if is_own else {}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    return headers


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
