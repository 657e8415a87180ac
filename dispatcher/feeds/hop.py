"""What every GET has in common, whatever it is for: which URLs may be asked, and how much of an answer is read."""

from __future__ import annotations

from typing import Final

import aiohttp
from yarl import URL

from dispatcher.feeds.failures import Failure

REDIRECTS: Final = {301, 302, 303, 307, 308}


async def body_of(response: aiohttp.ClientResponse, *, most: int, cut: bool = False) -> bytes:
    """
    All of it, counted after decompression: 200 KB of gzip can be 200 MB.

    Raises Failure for more than `most` bytes, or with `cut` leaves off there.
    """
    body = bytearray()
    try:
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > most:
                response.close()
                if cut:
                    return bytes(body[:most])
                raise Failure(f"the answer is larger than {most:,} bytes")
    except aiohttp.ClientPayloadError as error:
        raise Failure(
            f"cut off after {len(body):,} bytes: the server closed the connection too early", again=True
        ) from error
    return bytes(body)


def http_url(text: str, *, base: URL | None = None) -> URL:
    """An absolute http(s) URL, against `base` when there is one. Raises Failure for any other."""
    try:
        url = base.join(URL(text)) if base else URL(text)
    except ValueError as error:
        raise Failure(f"this is no URL: {text[:200]}") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise Failure(f"only http and https URLs are fetched, not {url.scheme or 'relative'} ones")
    return url
