"""
The demo's stage: a newsroom, an inbox and a dispatcher between them, all on loopback and all real.

Nothing of the dispatcher is replaced: it reads a `dispatcher.toml`, fetches over HTTP and sends over SMTP.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dispatcher.app.bootstrap import App, bootstrap
from dispatcher.paths import Workspace
from dispatcher.transport.inbox import Inbox, Received
from dispatcher.web.demo.inbox_mail import kind_of
from dispatcher.web.demo.inbox_pages import InboxPages, Progress
from dispatcher.web.demo.newsroom import Newsroom
from dispatcher.web.demo.workspace import settings_toml
from dispatcher.web.pages import create_app
from dispatcher.web.serving import listen, serving, url_of


class Arrivals:
    """Who waits for a kind of mail hears of its first."""

    def __init__(self) -> None:
        self._came: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def note(self, received: Received) -> None:
        """A mail came."""
        self._came[kind_of(received.data)].set()

    async def first(self, kind: str) -> None:
        """Wait until a mail of this kind has come."""
        await self._came[kind].wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything of a demo under way."""

    app: App
    newsroom: Newsroom
    inbox: Inbox
    arrivals: Arrivals
    progress: Progress  # shown above the inbox's mails
    newsroom_url: str
    inbox_url: str


@asynccontextmanager
async def staged(root: Path, *, now: datetime, port: int = 0) -> AsyncIterator[Stage]:
    """
    Set the stage with an empty workspace at `root`, as of `now`; the inbox's pages are at `port` (0: a free one).

    Raises ConfigError when `port` is taken.
    """
    inbox_listener, pages_listener = listen(port=port), listen()
    newsroom = Newsroom(now=now)
    progress, arrivals = Progress(), Arrivals()
    async with AsyncExitStack() as stack:
        newsroom_url = await stack.enter_async_context(serving(newsroom.application, listen()))
        inbox = await stack.enter_async_context(Inbox(on_message=arrivals.note))
        settings = settings_toml(
            feeds=newsroom.feed_urls(newsroom_url), smtp_port=inbox.port, base_url=url_of(pages_listener)
        )
        Workspace(root).settings.write_text(settings, "utf-8")
        app = await stack.enter_async_context(bootstrap(root, environ={}))
        pages_url = await stack.enter_async_context(serving(create_app(app), pages_listener))
        pages = InboxPages(
            received=lambda: inbox.messages,
            templates=app.templates,
            newsroom_url=newsroom_url,
            pages_url=pages_url,
            progress=progress,
        )
        inbox_url = await stack.enter_async_context(serving(pages.application(), inbox_listener))
        yield Stage(
            app=app,
            newsroom=newsroom,
            inbox=inbox,
            arrivals=arrivals,
            progress=progress,
            newsroom_url=newsroom_url,
            inbox_url=inbox_url,
        )
