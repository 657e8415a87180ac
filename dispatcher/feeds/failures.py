"""
What went wrong in a fetch → a sentence that an operator can act on.

Pure but for the clock, which a `Retry-After` date needs when the server sends no date of its own. Never names secrets: no URL and
no header is repeated.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from dispatcher import clock

if TYPE_CHECKING:
    from dispatcher.feeds.session import FeedSession

_ADVICE = {
    HTTPStatus.UNAUTHORIZED: ": the feed wants a key or a login (set its headers)",
    HTTPStatus.FORBIDDEN: ": it does not let us in",
    HTTPStatus.NOT_FOUND: ": is the feed's URL still right?",
    HTTPStatus.GONE: ": the feed is gone for good",
    HTTPStatus.TOO_MANY_REQUESTS: ": we ask too often",
}


class Failure(Exception):  # noqa: N818  # it is caught in `fetch.py` and becomes a value
    """A fetch that ends without a body."""

    def __init__(
        self, reason: str, *, retry_after: timedelta | None = None, gone: bool = False, again: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.gone = gone
        self.again = again  # the same request may well succeed


def refusal(response: aiohttp.ClientResponse) -> Failure:
    """The failure that a status other than 200 means."""
    status = response.status
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "".join(filter(str.isprintable, response.reason or ""))[:60]
    return Failure(
        f"the server answered {status} {phrase}".rstrip() + _ADVICE.get(status, ""),  # type: ignore[call-overload]  # an int finds its HTTPStatus
        retry_after=retry_after(response.headers),
        gone=status == HTTPStatus.GONE,
    )


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """`Retry-After` in either form (RFC 9110 §10.2.3), measured by the server's own clock; None when absent, past or unreadable."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:  # noqa: PLR2004  # thirty years are enough
        return timedelta(seconds=int(value))
    until = _date(value)
    if until is None:
        return None
    wait = until - (_date(headers.get("Date", "")) or clock.now())
    return wait if wait > timedelta(0) else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def explain(error: Exception, *, session: FeedSession) -> str:
    """A sentence for what aiohttp and the operating system raise."""
    seconds = session.time_for.total_seconds()
    match error:
        case aiohttp.ClientConnectorCertificateError():
            reason = f"the server's certificate is not valid: {_short(error.certificate_error)}"
        case aiohttp.ClientConnectorDNSError():
            reason = f"the host name {error.host} is not known (DNS: {_short(error.os_error)})"
        case aiohttp.ClientConnectorError():
            reason = _unconnected(error)
        case aiohttp.ServerTimeoutError():
            reason = "the server fell silent: it took too long to connect or to go on"
        case TimeoutError():
            reason = f"no complete answer within {seconds:g} seconds"
        case aiohttp.ServerDisconnectedError():
            reason = "the server closed the connection without an answer"
        case aiohttp.ClientResponseError():
            reason = f"the server's answer is no HTTP that can be read: {_short(error.message)}"
        case aiohttp.InvalidURL():
            reason = "this is no URL that can be fetched"
        case _:
            reason = f"the fetch failed: {_short(error) or type(error).__name__}"
    return reason


def _unconnected(error: aiohttp.ClientConnectorError) -> str:
    reason = error.os_error
    if _addresses(reason):
        return (
            f"{error.host} leads to an address that is not public ({_addresses(reason)}), which is refused"
            " (to allow it, name it in [fetch] allow_private)"
        )
    if reason.errno == errno.ECONNREFUSED:
        return f"no server answers at {error.host}, port {error.port}"
    return f"cannot connect to {error.host}, port {error.port}: {_short(reason.strerror or reason)}"


def _addresses(reason: OSError) -> str:
    """One address, or several where a name has several: then they stand in one combined message."""
    return ", ".join(re.findall(r"(\S+) is not a public address", str(reason)))


def _short(text: object) -> str:
    line = " ".join("".join(filter(str.isprintable, str(text))).split())
    return re.sub(r"^\[Errno \w+\] ", "", line)[:200]
