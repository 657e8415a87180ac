"""
The click back → the subscription: unsubscribe, preferences, confirm. For whoever watches: `health.py`.

A GET changes nothing, whoever follows the link: link scanners of mail providers do. What changes something is a POST, by the
page's button or by the mail program itself (RFC 8058): no cookie, no redirect, no session, and twice is as good as once.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from dispatcher import clock, log
from dispatcher.app import fewer, subscribe
from dispatcher.app.bootstrap import App
from dispatcher.errors import StorageError
from dispatcher.subscriptions.tokens import Purpose
from dispatcher.web.archive import ArchivePages
from dispatcher.web.contexts import MessageContext, SubscriptionContext
from dispatcher.web.files import StaticFolders
from dispatcher.web.forms import as_key, form_of, from_here
from dispatcher.web.health import HealthPages
from dispatcher.web.mailed import MailedPages
from dispatcher.web.safety import SafeHeaders
from dispatcher.web.webhooks import Webhooks

_READ = ("GET", "HEAD")
logger = log.get()


def create_app(app: App) -> FastAPI:
    """The pages over an open App; the caller serves them and closes the App."""
    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web.add_middleware(SafeHeaders)
    pages = _Pages(app)
    # One route per path with all its methods: the 405 of two routes would name only the first one's in Allow.
    for path, endpoint, methods in (
        ("/u/{token}", pages.unsubscribe, (*_READ, "POST")),
        ("/c/{token}", pages.confirm, (*_READ, "POST")),
        ("/p/{token}", pages.preferences, (*_READ, "POST")),
        ("/hooks/{provider}", Webhooks(app).receive, ("POST",)),
        ("/robots.txt", pages.robots, _READ),
        ("/", pages.front, _READ),
    ):
        web.add_api_route(path, endpoint, methods=list(methods), response_model=None)
    for path, endpoint in (*ArchivePages(app).routes(), *MailedPages(app).routes(), *HealthPages(app).routes()):
        web.add_api_route(path, endpoint, methods=list(_READ), response_model=None)
    web.mount("/static", StaticFolders.of(app.workspace))
    web.add_exception_handler(HTTPException, pages.refuse)
    web.add_exception_handler(StorageError, pages.unavailable)
    return web


class _Pages:
    """The endpoints of one App."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def unsubscribe(self, request: Request, token: str) -> Response:
        # RFC 8058 §3.2: the POST needs no other context; its body says List-Unsubscribe=One-Click and is not needed.
        if request.method == "POST":
            page = await subscribe.unsubscribe(self.app, token, now=clock.now())
        else:
            page = await subscribe.look(self.app, token, Purpose.UNSUBSCRIBE)
        return self._subscription("unsubscribe.html", page, request)

    async def confirm(self, request: Request, token: str) -> Response:
        if request.method == "POST":
            page = await subscribe.confirm(self.app, token, now=clock.now())
        else:
            page = await subscribe.look(self.app, token, Purpose.CONFIRM)
        return self._subscription("confirm.html", page, request)

    async def preferences(self, request: Request, token: str) -> Response:
        story_id = as_key(request.query_params.get("story", ""))
        if request.method == "POST":
            if not from_here(request):
                return self._html("message.html", ELSEWHERE, status=403)
            topic = (await form_of(request)).get("drop", "")
            why = await fewer.drop(self.app, token, topic, story_id=story_id, now=clock.now())
        else:
            why = await fewer.why(self.app, token, story_id=story_id)
        page = await subscribe.look(self.app, token, Purpose.PREFERENCES)
        return self._subscription("preferences.html", page, request, why=why)

    async def robots(self) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    async def front(self) -> Response:
        return PlainTextResponse("The pages behind the links of our mails. Please use the links in the mail you got.\n")

    async def refuse(self, _request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        if error.status_code == 405:  # noqa: PLR2004 - the one status with its own page
            said = MessageContext(title="Not possible here", text="This address does not take that kind of request.")
        else:
            said = NOT_FOUND
        return self._html("message.html", said, status=error.status_code, headers=error.headers)

    async def unavailable(self, _request: Request, error: Exception) -> Response:
        logger.error("page.unavailable", reason=str(error))
        # A mail provider that posts a one-click request tries again after a 503.
        return self._html("message.html", UNAVAILABLE, status=503, headers={"Retry-After": "300"})

    def _subscription(
        self,
        template: str,
        page: subscribe.SubscriptionPage | None,
        request: Request,
        *,
        why: fewer.Fewer | None = None,
    ) -> Response:
        if page is None:
            return self._html("message.html", NOT_FOUND, status=404)
        context = SubscriptionContext(
            subscription=page, action=request.url.path, done=request.method == "POST", fewer=why
        )
        return self._html(template, context)

    def _html(
        self, template: str, context: SubscriptionContext | MessageContext, *, status: int = 200, headers: Any = None
    ) -> Response:
        names = [each.name for each in fields(context)] + [
            name for name in ("rhythm", "standing") if hasattr(context, name)
        ]
        html = self.app.templates.page(template, {name: getattr(context, name) for name in names})
        return HTMLResponse(html, status_code=status, headers=headers)


NOT_FOUND = MessageContext(
    title="This link opens nothing",
    text="It may have been cut when it was copied, or broken over two lines. Please use the link in the mail itself, or copy "
    "the whole of it. The unsubscribe button of your mail program works as well.",
)
ELSEWHERE = MessageContext(
    title="Please use the page itself",
    text="This request came from another site, so nothing was changed. Open the link in your mail and press the button there.",
)
UNAVAILABLE = MessageContext(
    title="Not just now",
    text="We cannot reach our records at the moment, so nothing was changed. Please try again in a few minutes.",
)
