"""
Settings → App: the one place where the parts are wired together.

What is slow to open or seldom needed (the feed session, the parser children, the CPU pool) opens at first use; all of it is
closed, in reverse order, when the context ends.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dispatcher
from dispatcher.config import Settings, load
from dispatcher.db import Database
from dispatcher.feeds.fetch import FeedSession
from dispatcher.feeds.parser_pool import ParserPool
from dispatcher.jobs.runner import CpuPool
from dispatcher.matching import TopicIndex
from dispatcher.paths import Workspace
from dispatcher.stories import StoryIndex
from dispatcher.templating import Templates


@dataclass
class App:
    """Everything a use case may ask for. Attributes with a leading underscore are opened or remembered on demand."""

    settings: Settings
    workspace: Workspace
    db: Database
    templates: Templates
    secret: bytes
    cpu: CpuPool
    stack: AsyncExitStack
    topic_index: tuple[object, TopicIndex] | None = None  # (what it was compiled from, the index)
    story_index: tuple[StoryIndex, int] | None = None  # with the turn it knows; null at first, and after a failure
    thinking: asyncio.Lock = field(default_factory=asyncio.Lock)  # grouping and publishing see each other's work whole
    _session: FeedSession | None = field(default=None, repr=False)
    _parsers: ParserPool | None = field(default=None, repr=False)

    async def feed_session(self) -> FeedSession:
        """The HTTP session for feeds, with its guard and limits."""
        if self._session is None:
            fetch = self.settings.fetch
            self._session = await self.stack.enter_async_context(
                FeedSession(
                    user_agent=fetch.user_agent
                    or f"dispatcher/{dispatcher.__version__} (+{self.settings.web.base_url})",
                    allow_private=fetch.allow_private,
                    connections=fetch.connections,
                )
            )
        return self._session

    async def parsers(self) -> ParserPool:
        """The child processes that parse what strangers serve."""
        if self._parsers is None:
            self._parsers = await self.stack.enter_async_context(ParserPool())
        return self._parsers


@asynccontextmanager
async def bootstrap(root: Path, *, environ: Mapping[str, str] | None = None) -> AsyncIterator[App]:
    """
    Open the workspace at `root`: settings, database (brought to the newest schema), templates.

    Raises ConfigError for settings that cannot be read, StorageError for a database that cannot be used.
    """
    settings = load(root, os.environ if environ is None else environ)
    workspace = Workspace(root)
    async with AsyncExitStack() as stack:
        db = await Database.open(settings.database.url)
        stack.push_async_callback(db.close)
        await db.migrate()
        async with db.transaction() as tx:
            secret = await tx.instance.secret()
        cpu = CpuPool()
        stack.push_async_callback(cpu.close)
        yield App(
            settings=settings,
            workspace=workspace,
            db=db,
            templates=Templates(workspace.templates),
            secret=secret,
            cpu=cpu,
            stack=stack,
        )
