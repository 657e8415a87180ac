"""
The embedded inbox in a browser: the list of mails, and each mail as HTML, text and source.

A mail is shown as a careful mail program shows it: in a sandboxed frame without scripts, and nothing is loaded from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from dispatcher.templating import Templates
from dispatcher.transport.inbox import Received
from dispatcher.web.demo.inbox_mail import MailView, read_mail
from dispatcher.web.files import StaticFolders
from dispatcher.web.safety import CONTENT_POLICY, SafeHeaders

_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
)


@dataclass
class Progress:
    """What the demo says of itself above the mails; the last step is the one under way."""

    steps: list[str] = attribute(default_factory=list)
    finished: bool = False


@dataclass(frozen=True, kw_only=True)
class InboxPages:
    """The pages over the mails that `received` returns, oldest first."""

    received: Callable[[], Sequence[Received]]
    templates: Templates
    newsroom_url: str
    pages_url: str  # of the dispatcher's own pages, which the one-click button posts to
    progress: Progress

    def application(self) -> ASGIApp:
        """The ASGI application."""
        routes = [
            Route("/", self._list),
            Route("/mail/{number:int}", self._mail),
            Route("/mail/{number:int}/body.html", self._body),
            Route("/mail/{number:int}/message.eml", self._bytes),
            Route("/mail/{number:int}/{view}", self._mail),
            Mount("/static", StaticFolders.of(None)),
        ]
        policy = CONTENT_POLICY.replace("form-action 'self'", f"form-action {self.pages_url}")
        return SafeHeaders(Starlette(routes=routes), policy=policy)

    async def _list(self, _request: Request) -> Response:
        received = self.received()
        mails = [self._view(number) for number in range(len(received), 0, -1)]
        return self._html(
            "inbox.html",
            mails=mails,
            newsroom_url=self.newsroom_url,
            progress=self.progress.steps,
            finished=self.progress.finished,
        )

    async def _mail(self, request: Request) -> Response:
        view = request.path_params.get("view", "html")
        if view not in {"html", "text", "source"}:
            raise HTTPException(404)
        return self._html("mail.html", mail=self._asked(request), view=view)

    async def _body(self, request: Request) -> Response:
        mail = self._asked(request)
        return HTMLResponse(mail.framed_html, headers={"Content-Security-Policy": _MAIL_POLICY})

    async def _bytes(self, request: Request) -> Response:
        mail = self._asked(request)
        name = f"{mail.kind}-{mail.number}.eml"
        data = self.received()[mail.number - 1].data
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="message/rfc822", headers=headers)

    def _asked(self, request: Request) -> MailView:
        number = request.path_params["number"]
        if not 1 <= number <= len(self.received()):
            raise HTTPException(404, "No such mail in this inbox.")
        return self._view(number)

    def _view(self, number: int) -> MailView:
        mail = self.received()[number - 1]
        return read_mail(
            mail.data,
            number=number,
            recipients=tuple(mail.recipients),
            received_at=mail.received_at,
        )

    def _html(self, template: str, **context: object) -> Response:
        return HTMLResponse(self.templates.page(template, context))
