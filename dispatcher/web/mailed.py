"""The link "in the browser": one mail as its own page, and the page its links to leave and to choose lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from dispatcher.app.bootstrap import App
from dispatcher.app.mailed import mailed

# A mail carries its style with it; scripts, forms and foreign images it has none.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class MailedPages:
    """The endpoints of one App."""

    def __init__(self, app: App) -> None:
        self.app = app

    def routes(self) -> Sequence[tuple[str, Any]]:
        """Path and endpoint."""
        return (("/e/{token}", self.edition), ("/e/{token}/yours", self.yours))

    async def edition(self, token: str) -> Response:
        """The mail as it was mailed."""
        found = await mailed(self.app, token)
        if found is None:
            raise HTTPException(404)
        policy = MAIL_POLICY.replace("img-src data:", f"img-src data: {found.images_from}".rstrip())
        return HTMLResponse(found.html, headers={"Content-Security-Policy": policy})

    async def yours(self, token: str) -> Response:
        """Where the links are that only the mail's reader has."""
        if await mailed(self.app, token) is None:
            raise HTTPException(404)
        context = {
            "title": "This link is in your mail only",
            "text": "This page may have been forwarded, so nothing can be changed from here. To leave, or to see and change what you "
            "get, use the links at the foot of the mail itself, or the unsubscribe button of your mail program.",
        }
        return HTMLResponse(self.app.templates.page("message.html", context))
