"""
Settings → App: the one place where the parts are wired together.

What is slow to open or seldom needed (the feed session, the parser children, the CPU pool) opens at first use; all of it is
closed, in reverse order, when the context ends.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dispatcher
from dispatcher.app.keys import signer_of
from dispatcher.app.learned import Learned
from dispatcher.config import Settings, load
from dispatcher.db import Database
from dispatcher.feeds.article_pool import WALL_TIME, ArticlePool
from dispatcher.feeds.fetch import FeedSession
from dispatcher.feeds.parser_pool import ParserPool
from dispatcher.feeds.read_article import ArticleReader
from dispatcher.jobs.runner import CpuPool
from dispatcher.matching import TopicIndex
from dispatcher.paths import Workspace
from dispatcher.stories import StoryIndex
from dispatcher.stories.material import Changed
from dispatcher.templating import Signer, Templates

if TYPE_CHECKING:
    from dispatcher.app.evidence import Asked
    from dispatcher.app.model_writer import ModelWriter
    from dispatcher.app.readiness import Reason
    from dispatcher.app.witness_file import Witnessed

MOST_TIME = 60.0  # seconds for one call of the CPU pool; a story takes a tenth of one


@dataclass
class App:
    """Everything a use case may ask for. Attributes with a leading underscore are opened or remembered on demand."""

    settings: Settings
    workspace: Workspace
    db: Database
    templates: Templates
    signer: Signer
    secret: bytes
    cpu: CpuPool
    stack: AsyncExitStack
    topic_index: tuple[object, TopicIndex] | None = None  # (what it was compiled from, the index)
    story_index: tuple[StoryIndex, int] | None = None  # with the turn it knows; null at first, and after a failure
    # (story, version told, version now) → what changed materially
    compared: dict[tuple[int, int, int], tuple[Changed, ...]] = field(default_factory=dict)
    unwanted: set[tuple[int, int, int]] = field(
        default_factory=set
    )  # (list, story, version) that nobody wants as an alert
    thinking: asyncio.Lock = field(default_factory=asyncio.Lock)  # grouping and publishing see each other's work whole
    articles_forgotten_at: datetime | None = None  # null until this process first looked for those kept too long
    # by relay, what shows which mail it took, and how far that was read; filled when there first is a doubt
    evidence: dict[str, Asked] = field(default_factory=dict)
    mailbox_refused_at: datetime | None = None  # when it last took neither name nor password; null while it does
    spent_calls: dict[str, datetime] = field(default_factory=dict)  # what webhooks were signed with, and when they came
    learned: Learned = field(default_factory=Learned)  # of relays and the domains behind them
    has_told_of_extract: bool = False  # that articles are not read for want of the extra: said once
    unwritten_witness: Witnessed | None = None  # where it cannot be written, which is said once; null while it can
    generation_raised_at: float | None = None  # by the steady clock; null until something was sent
    paused: str | None = None  # why sending was found to be paused, as the log was told; null when it was not
    failing: dict[str, str] = field(default_factory=dict)  # tick → what of the database it met at its last turn
    relay_reached: bool = False  # as it was noted last; false at first, when that is not known
    readiness: tuple[float, tuple[Reason, ...]] | None = field(default=None, repr=False)  # by the steady clock
    _session: FeedSession | None = field(default=None, repr=False)
    _parsers: ParserPool | None = field(default=None, repr=False)
    _article_reader: ArticleReader | None = field(default=None, repr=False)
    _model_writer: ModelWriter | None = field(default=None, repr=False)

    async def feed_session(self) -> FeedSession:
        """The HTTP session for feeds, with its guard and limits."""
        if self._session is None:
            self._session = await self.stack.enter_async_context(self.new_session())
        return self._session

    def new_session(self, *, keep_alive: bool = True) -> FeedSession:
        """A session as the settings want it, not yet open."""
        fetch = self.settings.fetch
        return FeedSession(
            user_agent=fetch.user_agent or f"dispatcher/{dispatcher.__version__} (+{self.settings.web.base_url})",
            allow_private=fetch.allow_private,
            connections=fetch.connections,
            keep_alive=keep_alive,
        )

    async def parsers(self) -> ParserPool:
        """The child processes that parse what strangers serve."""
        if self._parsers is None:
            self._parsers = await self.stack.enter_async_context(ParserPool())
        return self._parsers

    async def article_reader(self) -> ArticleReader:
        """Reads what stands behind links; remembers robots.txt and whose turn it is as long as the process lives."""
        if self._article_reader is None:
            session = await self.stack.enter_async_context(self.new_session(keep_alive=False))
            self._article_reader = ArticleReader(
                session, await self.stack.enter_async_context(ArticlePool(wall_time=WALL_TIME))
            )
        return self._article_reader

    def model_writer(self) -> ModelWriter | None:
        """The writer that asks a model, where the settings want one. What it knows of its endpoint lasts as long as we do."""
        if self._model_writer is None and self.settings.writer.kind == "llm":
            from dispatcher.app.model_answers import ModelAnswers
            from dispatcher.app.model_writer import ModelWriter

            self._model_writer = ModelWriter(self.settings.writer, run=self.in_time, answers=ModelAnswers(self.db))
        return self._model_writer

    async def in_time(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call `function` in the CPU pool; what takes a minute is ended with the pool's children, and is a TimeoutError."""
        try:
            async with asyncio.timeout(MOST_TIME):
                return await self.cpu.run(function, *args, **kwargs)
        except TimeoutError:
            await self.cpu.close()
            raise


@asynccontextmanager
async def bootstrap(root: Path, *, environ: Mapping[str, str] | None = None) -> AsyncIterator[App]:
    """
    Open the workspace at `root`: settings, database (brought to the newest schema), templates.

    Raises ConfigError for settings and keys that cannot be read, StorageError for a database that cannot be used.
    """
    settings = load(root, os.environ if environ is None else environ)
    workspace = Workspace(root)
    signer = signer_of(settings, root)
    async with AsyncExitStack() as stack:
        db = await Database.open(settings.database.url)
        stack.push_async_callback(db.close)
        await db.migrate()
        async with db.transaction() as tx:
            secret = await tx.instance.secret()
        cpu = CpuPool()
        stack.push_async_callback(cpu.close)
        templates = Templates(workspace.templates)
        stack.callback(templates.close)
        yield App(
            settings=settings,
            workspace=workspace,
            db=db,
            templates=templates,
            signer=signer,
            secret=secret,
            cpu=cpu,
            stack=stack,
        )
