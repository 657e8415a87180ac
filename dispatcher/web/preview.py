"""
A list's mail in a browser on this machine, while its templates are being written: HTML, text, source, headers, size and warnings.

Every look makes the mail anew when a template changed; a template that is wrong is a page that says which line. Nothing is stored, and only
this machine is answered, under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from dispatcher import clock
from dispatcher.app.bootstrap import App
from dispatcher.app.preview import Previewed, Wanted, kinds, preview
from dispatcher.errors import DispatcherError
from dispatcher.templating import Templates
from dispatcher.templating.kinds import KINDS
from dispatcher.templating.mail_parts import MOST_HTML, MailParts, mail_parts
from dispatcher.web.files import StaticFolders
from dispatcher.web.mailed import MAIL_POLICY
from dispatcher.web.safety import SafeHeaders

WIDTHS = {"phone": 380, "desktop": 680}  # CSS pixels
SCHEMES = ("light", "dark")
_FRAMED = MAIL_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
_SCHEME = re.compile(r"\(\s*prefers-color-scheme:\s*(light|dark)\s*\)", re.IGNORECASE)
_EITHER = re.compile(r"\b(color-scheme:\s*|name=\"color-scheme\"\s+content=\")(?:light dark|dark light)")


@dataclass
class PreviewPages:
    """The pages over what is `wanted` at `now` unless the browser asks for another kind, reader or moment."""

    app: App
    wanted: Wanted
    now: datetime
    _own: Templates = field(default_factory=lambda: Templates(None))  # an override under work must not break the tool
    _last: tuple[tuple[object, ...], Previewed] | None = None

    def application(self) -> ASGIApp:
        """The ASGI application."""
        routes = [
            Route("/", self._page),
            Route("/body.html", self._body),
            Route("/message.eml", self._bytes),
            Route("/state", self._state),
            Mount("/static", StaticFolders.of(None)),
        ]
        # A page of another site that had its name point here (DNS rebinding) would read subscribers' mail.
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
        return SafeHeaders(Starlette(routes=routes, middleware=[hosts]))

    async def _page(self, request: Request) -> Response:
        asked = _Asked.of(request.query_params, self.wanted)
        context: dict[str, object] = {
            "list_name": self.wanted.name,
            "asked": asked,
            "kinds": kinds(),
            "widths": WIDTHS,
            "schemes": SCHEMES,
            "most": MOST_HTML,
            "at": asked.at or self.now.isoformat(timespec="minutes"),
            "state": self.app.templates.hash,
            "trouble": "",
            "mail": None,
        }
        try:
            made = await self._made(asked)
            parts = mail_parts(made.data, can_be_left=KINDS[made.kind].can_be_left)
            context |= {"mail": parts, "made": made, "warnings": (*made.notes, *parts.warnings)}
        except DispatcherError as error:
            context["trouble"] = str(error)
        return HTMLResponse(self._own.page("preview.html", context))

    async def _body(self, request: Request) -> Response:
        asked = _Asked.of(request.query_params, self.wanted)
        html = (await self._parts(asked)).html
        return HTMLResponse(in_scheme(html, asked.scheme), headers={"Content-Security-Policy": _FRAMED})

    async def _bytes(self, request: Request) -> Response:
        made = await self._made_or_404(_Asked.of(request.query_params, self.wanted))
        headers = {"Content-Disposition": f'attachment; filename="{made.kind}.eml"'}
        return Response(made.data, media_type="message/rfc822", headers=headers)

    async def _state(self, _request: Request) -> Response:
        return JSONResponse({"state": self.app.templates.hash})

    async def _parts(self, asked: _Asked) -> MailParts:
        return mail_parts((await self._made_or_404(asked)).data)

    async def _made_or_404(self, asked: _Asked) -> Previewed:
        try:
            return await self._made(asked)
        except DispatcherError as error:
            raise HTTPException(404, str(error)) from error

    async def _made(self, asked: _Asked) -> Previewed:
        """The mail; the last one is remembered, since one look asks for it several times."""
        known_by = (asked.wanted, asked.at, self.app.templates.hash)
        if self._last is None or self._last[0] != known_by:
            now = clock.parse_moment(asked.at) if asked.at else self.now
            self._last = (known_by, await preview(self.app, asked.wanted, now=now))
        return self._last[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the browser asks for."""

    wanted: Wanted
    at: str  # as it was typed; "" is the moment the command was given
    width: str
    scheme: str

    @classmethod
    def of(cls, query: Mapping[str, str], wanted: Wanted) -> _Asked:
        return cls(
            wanted=replace(wanted, kind=query.get("kind", wanted.kind), reader=query.get("as", wanted.reader).strip()),
            at=query.get("at", "").strip(),
            width=width if (width := query.get("width", "")) in WIDTHS else "desktop",
            scheme=scheme if (scheme := query.get("scheme", "")) in SCHEMES else "light",
        )

    def query(self, **changes: str) -> str:
        """The same as the query of a link, with changes."""
        said = {
            "kind": self.wanted.kind,
            "as": self.wanted.reader,
            "at": self.at,
            "width": self.width,
            "scheme": self.scheme,
        }
        return urlencode({name: value for name, value in (said | changes).items() if value})


def in_scheme(html: str, scheme: str) -> str:
    """The mail as it looks in the light or in the dark, whatever this browser prefers."""
    html = _SCHEME.sub(lambda found: "(min-width: 0px)" if found[1].lower() == scheme else "(max-width: 0px)", html)
    return _EITHER.sub(rf"\g<1>{scheme}", html)
