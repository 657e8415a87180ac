"""
The sample newsroom on HTTP: each outlet's feed with ETag and 304, its front page and its articles.

One event is kept back until `release()`: the news that breaks while one watches.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dispatcher.web.demo import newsroom_html
from dispatcher.web.demo.feed_forms import write_feed
from dispatcher.web.demo.news import NewsArticle, Outlet, load
from dispatcher.web.safety import SafeHeaders


class Newsroom:
    """The outlets as of one moment; `application` is the ASGI application that serves them."""

    def __init__(self, *, now: datetime) -> None:
        self.outlets = {outlet.name: outlet for outlet in load(now=now)}
        self.released = False
        self.asked = 0  # how often a feed was asked for
        self.application = SafeHeaders(
            Starlette(
                routes=[
                    Route("/", self._get(self._front)),
                    Route("/{outlet}/", self._get(self._outlet)),
                    Route("/{outlet}/feed.xml", self._get(self._feed)),
                    Route("/{outlet}/feed.json", self._get(self._feed)),
                    Route("/{outlet}/{slug}", self._get(self._article)),
                ]
            ),
            policy=newsroom_html.CONTENT_POLICY,
        )

    def release(self) -> None:
        """Let the breaking event into the feeds and onto the pages."""
        self.released = True

    def feed_urls(self, base: str) -> dict[str, str]:
        """Outlet title → URL of its feed, when the newsroom is served at `base` (no slash at the end)."""
        return {outlet.title: f"{base}/{outlet.name}/{_file(outlet)}" for outlet in self.outlets.values()}

    def told(self, outlet: Outlet) -> tuple[NewsArticle, ...]:
        """What the outlet tells now, newest first."""
        return tuple(article for article in outlet.articles if self.released or not article.breaking)

    def _get(self, page: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return page(request)

        return answer

    def _found(self, request: Request) -> Outlet:
        outlet = self.outlets.get(request.path_params["outlet"])
        if outlet is None:
            raise HTTPException(404, "No such outlet in this newsroom.")
        return outlet

    def _front(self, _request: Request) -> Response:
        return HTMLResponse(newsroom_html.front_page(tuple(self.outlets.values())))

    def _outlet(self, request: Request) -> Response:
        outlet = self._found(request)
        return HTMLResponse(newsroom_html.outlet_page(outlet, self.told(outlet)))

    def _article(self, request: Request) -> Response:
        outlet = self._found(request)
        for article in self.told(outlet):
            if article.slug == request.path_params["slug"]:
                return HTMLResponse(newsroom_html.article_page(outlet, article))
        raise HTTPException(404, "No such article.")

    def _feed(self, request: Request) -> Response:
        outlet = self._found(request)
        self.asked += 1
        media_type, body = write_feed(outlet, self.told(outlet), home=f"{_base(request)}/{outlet.name}")
        etag = f'"{sha256(body).hexdigest()[:20]}"'
        headers = {"ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media_type, headers=headers)


def _file(outlet: Outlet) -> str:
    return "feed.json" if outlet.form == "json" else "feed.xml"


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
