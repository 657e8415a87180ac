"""
Every setting, once: its name, default, bounds and help. `docs/reference/settings.md` is generated from here.

Values are checked by pydantic; where they come from is `load.py`'s business.
"""

from __future__ import annotations

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    model_validator,
)

from dispatcher.config.bounce_settings import BounceSettings
from dispatcher.config.declarations import FeedDeclaration, ListDeclaration, TopicDeclaration
from dispatcher.config.dkim_settings import DkimDeclaration
from dispatcher.config.forms import (
    LOOPBACK,
    Address,
    BaseUrl,
    DatabaseUrl,
    Language,
    Line,
    Listen,
    ModelUrl,
)
from dispatcher.config.part import Part
from dispatcher.config.smtp_settings import RelayDeclaration, Smtp


class Database(Part):
    """Where the dispatcher remembers."""

    url: DatabaseUrl = Field(
        default="sqlite:///dispatcher.db",
        description="SQLite file (relative to the workspace) or `postgresql://user@host/name`",
    )


class Web(Part):
    """The pages that every mail points to."""

    base_url: BaseUrl = Field(
        default="http://127.0.0.1:8080", description="How readers reach these pages; stands in every link"
    )
    listen: Listen = Field(default="127.0.0.1:8080", description="Address and port to serve them on")


class Fetch(Part):
    """How feeds are polled."""

    user_agent: str = Field(default="", description="Empty: `dispatcher/<version> (+<base_url>)`")
    allow_private: tuple[str, ...] = Field(
        default=(), description="Host names, addresses or networks that may be polled although they are not public"
    )
    articles: bool = Field(
        default=True,
        description="Read the full article behind a link where its outlet's robots.txt allows it (needs the extra `extract`)",
    )
    connections: int = Field(default=20, ge=1, le=500, description="Feeds asked at the same time")
    every_minutes: int = Field(
        default=15, ge=1, le=1440, description="Minutes between two polls of a feed that answers"
    )


class Writer(Part):
    """Who writes the briefings."""

    kind: Literal["extractive", "llm"] = Field(
        default="extractive",
        description="`extractive`: sentences of the sources, no model needed; `llm`: a model writes, every sentence is checked",
    )
    base_url: ModelUrl = Field(
        default="",
        description="For `llm`: an OpenAI-compatible endpoint, as `http://127.0.0.1:11434/v1`",
    )
    model: Line = Field(default="", description="For `llm`: the model's name there")
    api_key: SecretStr = Field(default=SecretStr(""), description="Better by `api_key_file` or a systemd credential")
    api_key_file: str = Field(
        default="", description="A file whose first line is the key, relative to the workspace; empty: no key is sent"
    )
    time_limit: int = Field(
        default=45,
        ge=1,
        le=600,
        description="Seconds the model has for one story, second attempt included; then it is written without it",
    )
    tokens_per_story: int = Field(
        default=24_000, ge=8_000, le=1_000_000, description="Tokens one story may cost, question and answer together"
    )
    tokens_per_day: int = Field(
        default=2_000_000,
        ge=0,
        description="Tokens one day (UTC) may cost; past them stories are written without the model",
    )
    connections: int = Field(default=2, ge=1, le=50, description="Stories the model is asked about at the same time")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "llm" and not (self.base_url and self.model):
            raise ValueError('kind = "llm" needs base_url and model')
        parts = urlsplit(self.base_url)
        if self.api_key.get_secret_value() and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("the key would cross the network in the clear; write base_url with https")
        return self


class Operator(Part):
    """Who runs it, and is told when something needs a hand."""

    address: Address = Field(
        default="",
        description="Where notices go: a dead feed, a stopped domain, a late edition; empty: only the log tells",
    )
    language: Language = Field(default="en", description="Of those notices")


class Log(Part):
    """What is logged, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least that is logged")
    form: Literal["auto", "json", "text"] = Field(
        default="auto", description="`auto`: text on a terminal, JSON elsewhere"
    )


class Settings(Part):
    """All of dispatcher.toml."""

    database: Database = Database()
    web: Web = Web()
    smtp: Smtp = Smtp()
    bounce: BounceSettings = BounceSettings()
    fetch: Fetch = Fetch()
    writer: Writer = Writer()
    log: Log = Log()
    operator: Operator = Operator()
    feeds: tuple[FeedDeclaration, ...] = Field(default=(), alias="feed")
    topics: tuple[TopicDeclaration, ...] = Field(default=(), alias="topic")
    lists: tuple[ListDeclaration, ...] = Field(default=(), alias="list")
    relays: tuple[RelayDeclaration, ...] = Field(default=(), alias="relay")
    dkim: tuple[DkimDeclaration, ...] = ()


SECTIONS: dict[str, type[Part]] = {
    "database": Database,
    "web": Web,
    "smtp": Smtp,
    "bounce": BounceSettings,
    "fetch": Fetch,
    "writer": Writer,
    "log": Log,
    "operator": Operator,
}
DECLARATIONS: dict[str, type[Part]] = {
    "feed": FeedDeclaration,
    "topic": TopicDeclaration,
    "list": ListDeclaration,
    "relay": RelayDeclaration,
    "dkim": DkimDeclaration,
}
