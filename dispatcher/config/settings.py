"""
Every setting, once: its name, default, bounds and help. `docs/reference/settings.md` is generated from here.

Values are checked by pydantic; where they come from is `load.py`'s business.
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CADENCES = ("immediate", "daily", "weekdays", "weekly")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f'there is no time zone {name!r}; write it as "Europe/Berlin"') from error
    return name


def _http(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(f"{url!r} is no address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in url):
        raise ValueError(f"{url!r} is no http or https address")
    return url


def _weekday(value: Any) -> Any:
    if isinstance(value, str) and value.lower() in WEEKDAYS:
        return WEEKDAYS.index(value.lower())
    return value


def _address(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    if text:
        try:
            validate_email(text, check_deliverability=False, allow_smtputf8=True)
        except EmailNotValidError as error:
            raise ValueError(f"{text!r} is no mail address: {error}") from error
    return text


Zone = Annotated[str, AfterValidator(_zone)]
HttpUrl = Annotated[str, AfterValidator(_http)]
Address = Annotated[str, AfterValidator(_address)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Hour = Annotated[int, Field(ge=0, le=23)]
Weekday = Annotated[int, BeforeValidator(_weekday), Field(ge=0, le=6)]
Cadence = Literal["immediate", "daily", "weekdays", "weekly"]


class Part(BaseModel):
    """A table of dispatcher.toml; an unknown key is an error, because a misspelt setting would be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Part):
    """Where the dispatcher remembers."""

    url: str = Field(
        default="sqlite:///dispatcher.db",
        description="SQLite file (relative to the workspace) or `postgresql://user@host/name`",
    )


class Web(Part):
    """The pages that every mail points to."""

    base_url: HttpUrl = Field(
        default="http://127.0.0.1:8080", description="How readers reach these pages; stands in every link"
    )
    listen: str = Field(
        default="127.0.0.1:8080", pattern=r"^[^\s:]+:\d{1,5}$", description="Address and port to serve them on"
    )


class Smtp(Part):
    """Where mail goes."""

    kind: Literal["smtp", "folder"] = Field(
        default="smtp", description="`folder` writes `.eml` files instead of sending, for dry runs"
    )
    path: str = Field(default="out", description='The folder for `kind = "folder"`, relative to the workspace')
    host: str = Field(default="127.0.0.1", description="The mail server that takes our mail")
    port: int = Field(default=25, ge=1, le=65535, description="Its port")
    tls: Literal["auto", "starttls", "tls", "none"] = Field(
        default="auto",
        description="`auto`: STARTTLS where offered, unverified; `starttls`, `tls`: required and verified; `none`",
    )
    username: str = Field(default="", description="Empty: no authentication")
    password: SecretStr = Field(default=SecretStr(""), description="Better by `password_file` or a systemd credential")
    password_file: str = Field(
        default="", description="A file whose first line is the password, relative to the workspace"
    )
    connections: int = Field(default=4, ge=1, le=100, description="Conversations held at the same time")
    in_doubt: Literal["resend", "hold"] = Field(
        default="resend",
        description="What to do with a message whose reply a kill or a cut swallowed: the same mail again, or wait for the operator",
    )

    @model_validator(mode="after")
    def _encrypted_password(self) -> Self:
        if self.username and self.tls == "none" and self.host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError('a password would cross the network in the clear; set tls = "starttls" or "tls"')
        return self


class Fetch(Part):
    """How feeds are polled."""

    user_agent: str = Field(default="", description="Empty: `dispatcher/<version> (+<base_url>)`")
    allow_private: tuple[str, ...] = Field(
        default=(), description="Host names, addresses or networks that may be polled although they are not public"
    )
    articles: bool = Field(
        default=True, description="Read the full article behind a link where allowed (has no effect in this edition)"
    )
    connections: int = Field(default=20, ge=1, le=500, description="Feeds asked at the same time")
    every_minutes: int = Field(
        default=15, ge=1, le=1440, description="Minutes between two polls of a feed that answers"
    )


class Writer(Part):
    """Who writes the briefings."""

    kind: Literal["extractive"] = Field(
        default="extractive", description="`extractive`: sentences of the sources, no model needed"
    )


class Log(Part):
    """What is logged, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least that is logged")
    form: Literal["auto", "json", "text"] = Field(
        default="auto", description="`auto`: text on a terminal, JSON elsewhere"
    )


class FeedDeclaration(Part):
    """A feed to poll."""

    url: HttpUrl = Field(description="The feed's address (RSS, Atom or JSON Feed)")
    outlet: str = Field(default="", description="Who publishes it; empty: the host's name")
    headers: dict[str, str] = Field(default_factory=dict, description="Sent with every poll, for feeds behind a key")
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("outlet") and isinstance(data.get("url"), str):
            host = data["url"].partition("://")[2].partition("/")[0].partition(":")[0]
            return data | {"outlet": host.removeprefix("www.").removeprefix("feeds.") or "unnamed"}
        return data


class TopicDeclaration(Part):
    """A topic on offer."""

    name: Name = Field(description="Short name, used in lists and files")
    title: str = Field(default="", description="What readers see; empty: the name")
    query: str = Field(min_length=1, description="Which entries belong to it; see `docs/reference/queries.md`")
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("title") and isinstance(data.get("name"), str):
            return data | {"title": data["name"].replace("-", " ").capitalize()}
        return data


class ListDeclaration(Part):
    """A named audience."""

    name: Name = Field(description="Short name; its file is `subscribers/<name>.csv`")
    title: str = Field(default="", description="What readers see; empty: the name")
    sender: str = Field(alias="from", description="Who writes: `Title <address>`")
    reply_to: Address = Field(default="", description="Where answers go; empty: to the sender")
    topics: tuple[str, ...] = Field(default=(), description="Names of the topics on offer")
    cadence: Cadence = Field(
        default="daily", description="For subscribers who chose none: immediate, daily, weekdays or weekly"
    )
    weekday: Weekday = Field(default=0, description="For `weekly`: monday to sunday")
    hour: Hour = Field(default=7, description="Local hour of the digest, 0 to 23")
    time_zone: Zone = Field(default="UTC", description="For subscribers who chose none")
    language: str = Field(
        default="en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$",
        description="Of the frame around the stories: en, de, fr, es, ko",
    )
    alert_outlets: int = Field(
        default=2, ge=1, le=100, description="Outlets that must tell a story before it is an alert"
    )
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="after")
    def _sent_by_someone(self) -> Self:
        if not self.sender_address:
            raise ValueError(
                f'from: {self.sender!r} holds no mail address; write it as "World briefing <world@example.org>"'
            )
        _address(self.sender_address)
        return self

    @property
    def sender_name(self) -> str:
        """The name in From."""
        return parseaddr(self.sender)[0] or self.title or self.name

    @property
    def sender_address(self) -> str:
        """The address in From."""
        return parseaddr(self.sender)[1]


class Settings(Part):
    """All of dispatcher.toml."""

    database: Database = Database()
    web: Web = Web()
    smtp: Smtp = Smtp()
    fetch: Fetch = Fetch()
    writer: Writer = Writer()
    log: Log = Log()
    feeds: tuple[FeedDeclaration, ...] = Field(default=(), alias="feed")
    topics: tuple[TopicDeclaration, ...] = Field(default=(), alias="topic")
    lists: tuple[ListDeclaration, ...] = Field(default=(), alias="list")


SECTIONS: dict[str, type[Part]] = {
    "database": Database,
    "web": Web,
    "smtp": Smtp,
    "fetch": Fetch,
    "writer": Writer,
    "log": Log,
}
DECLARATIONS: dict[str, type[Part]] = {"feed": FeedDeclaration, "topic": TopicDeclaration, "list": ListDeclaration}
