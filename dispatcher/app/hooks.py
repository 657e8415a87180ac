"""
A provider's call → what follows from it, once the provider is known to be who calls.

A call that comes again counts once: every event has an id, and `bounce.report` is unique.
"""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import datetime
from http.client import HTTPException
from itertools import islice

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.app.bounces import Taken, act
from dispatcher.model import BounceReport
from dispatcher.transport.webhooks import Call, Confirmation, Refused, mailgun, postmark, sendgrid, ses

PROVIDERS = ("ses", "postmark", "sendgrid", "mailgun")
NOT_HERE = Refused(404, "this provider is not set up")
REPLAYED = Refused(409, "this call was taken already")
UNPROVABLE = Refused(503, "the certificate that would prove it cannot be had")
_MOST_OF_A_CERTIFICATE = 64_000  # bytes
_WITHIN = 10.0  # seconds
_MOST_SPENT = 100_000  # calls that are remembered
_MOST_KEPT = 8  # certificates; a topic's region has one at a time
logger = log.get()
Fetch = Callable[[str], Awaitable[bytes]]


async def receive(
    app: App, provider: str, call: Call, *, now: datetime, certificate: Fetch | None = None
) -> Taken | Refused:
    """Act on a call; what follows is durable when this returns. `certificate` fetches Amazon's (default: from Amazon)."""
    found = await _read(app, provider, call, now=now, certificate=certificate or _kept)
    if isinstance(found, Refused):
        if found is not NOT_HERE:
            logger.warning("hook.refused", provider=provider, reason=found.why)
        return found
    mark = _mark(provider, call)
    if mark in app.spent_calls:
        logger.warning("hook.refused", provider=provider, reason=REPLAYED.why)
        return REPLAYED
    if isinstance(found, Confirmation):
        await _remember(app, provider, found.url)
        logger.warning("hook.unconfirmed", provider=provider, topic=found.topic, remedy="dispatcher bounce hooks")
        return Taken()
    if provider == "ses" and await asked_to_confirm(app, provider):
        await _remember(app, provider, "")  # it calls, so somebody confirmed
    taken = Taken()
    for report in found:
        taken.add(await act(app, report, origin=provider, now=now, is_vouched=True))
    _spend(app, mark, now=now)
    return taken


def is_set_up(app: App, provider: str) -> bool:
    """Whether the settings hold what proves a provider's calls."""
    wanted = app.settings.bounce
    return bool(
        {
            "ses": wanted.ses_topics,
            "postmark": wanted.postmark_token.get_secret_value(),
            "sendgrid": wanted.sendgrid_key,
            "mailgun": wanted.mailgun_key.get_secret_value(),
        }.get(provider)
    )


async def asked_to_confirm(app: App, provider: str) -> str:
    """The address that somebody must open before a provider calls; "" when there is none."""
    async with app.db.reading() as tx:
        return await tx.instance.get(to_confirm(provider)) or ""


async def _read(
    app: App, provider: str, call: Call, *, now: datetime, certificate: Fetch
) -> tuple[BounceReport, ...] | Refused | Confirmation:
    if not is_set_up(app, provider):
        return NOT_HERE
    wanted = app.settings.bounce
    match provider:
        case "postmark":
            return postmark.read(call, wanted.postmark_token.get_secret_value())
        case "sendgrid":
            return sendgrid.read(call, wanted.sendgrid_key, now=now)
        case "mailgun":
            return mailgun.read(call, wanted.mailgun_key.get_secret_value(), now=now)
    try:
        return await ses.read(call, wanted.ses_topics, now=now, certificate=certificate)
    except (OSError, HTTPException) as error:
        logger.warning("certificate.unfetched", error=type(error).__name__)
        return UNPROVABLE


async def _remember(app: App, provider: str, url: str) -> None:
    async with app.db.transaction() as tx:
        await tx.instance.put(to_confirm(provider), url)


def to_confirm(provider: str) -> str:
    """The key of `instance` under which the address to open is kept."""
    return f"hook:{provider}:confirm"


def _mark(provider: str, call: Call) -> str:
    """What a call was signed with: nothing else in a call of Mailgun's is covered. "" for Postmark, which signs none."""
    signed = {"ses": ses.signature, "sendgrid": sendgrid.signature, "mailgun": mailgun.signature}.get(provider)
    return "" if signed is None else f"{provider}:{signed(call)}"


def _spend(app: App, mark: str, *, now: datetime) -> None:
    """Nobody who recorded a call can make it again, with another body neither; stale ones are refused anyhow and forgotten."""
    if mark:
        app.spent_calls[mark] = now
    for old, taken_at in list(islice(app.spent_calls.items(), 2)):
        if len(app.spent_calls) > _MOST_SPENT or now - taken_at > ses.STALE_AFTER:
            del app.spent_calls[old]


_certificates: dict[str, bytes] = {}  # by address; Amazon gives a new certificate a new one


async def _kept(url: str) -> bytes:
    if url not in _certificates:
        pem = await asyncio.to_thread(_fetched, url)
        while len(_certificates) >= _MOST_KEPT:
            _certificates.pop(next(iter(_certificates)))
        _certificates[url] = pem
    return _certificates[url]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address was found to be Amazon's; where it leads to was not."""

    def redirect_request(self, *_: object) -> None:
        """Follow none: urllib then raises HTTPError, an OSError."""


def _fetched(url: str) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect())
    with opener.open(url, timeout=_WITHIN) as answer:
        return bytes(answer.read(_MOST_OF_A_CERTIFICATE))
