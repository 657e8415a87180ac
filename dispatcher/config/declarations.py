"""What dispatcher.toml declares: feeds, topics and lists, each with the line it stands on."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from dispatcher.config.countries import Country, country_of
from dispatcher.config.forms import (
    Address,
    Colour,
    Hour,
    HttpUrl,
    ImageUrl,
    Language,
    Line,
    Name,
    Sender,
    TaggedAddress,
    Weekday,
    Zone,
    mailbox,
)
from dispatcher.config.part import Part

Cadence = Literal["immediate", "daily", "weekdays", "weekly"]


class FeedDeclaration(Part):
    """A feed to poll."""

    url: HttpUrl = Field(description="The feed's address (RSS, Atom or JSON Feed)")
    outlet: Line = Field(default="", description="Who publishes it; empty: the host's name")
    owner: Line = Field(
        default="", description="Who owns the outlet: outlets of one owner count as one towards an alert; empty: itself"
    )
    headers: dict[Line, Line] = Field(default_factory=dict, description="Sent with every poll, for feeds behind a key")
    articles: bool = Field(default=True, description="Whether the articles behind its links may be read")
    country: Country = Field(
        default="", description="The outlet's country (ISO 3166); empty: as the host's domain says, if it does"
    )
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("outlet") and isinstance(data.get("url"), str):
            host = data["url"].partition("://")[2].partition("/")[0].partition(":")[0]
            return data | {"outlet": host.removeprefix("www.").removeprefix("feeds.") or "unnamed"}
        return data

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("country", "") == "" and isinstance(data.get("url"), str):
            return data | {"country": country_of(data["url"])}
        return data


def _with_title(data: Any) -> Any:
    """What has no title is called by its name, as a reader would write it."""
    if isinstance(data, dict) and not data.get("title") and isinstance(data.get("name"), str):
        return data | {"title": data["name"].replace("-", " ").capitalize()}
    return data


class TopicDeclaration(Part):
    """A topic on offer."""

    name: Name = Field(description="Short name, used in lists and files")
    title: Line = Field(default="", description="What readers see; empty: the name")
    query: str = Field(min_length=1, description="Which entries belong to it; see `docs/reference/queries.md`")
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: Any) -> Any:
        return _with_title(data)


class BrandSettings(Part):
    """How a list's mails look; `brand = { colour = "#0a5c36", … }` in its `[[list]]`."""

    logo: ImageUrl = Field(default="", description="https address of a logo; empty: no image is in the mail")
    colour: Colour = Field(default="", description="Of links and rules, as `#0a5c36`; empty: the built-in one")
    colour_dark: Colour = Field(default="", description="The same on dark ground; empty: made from `colour`")
    font: Literal["", "serif", "sans"] = Field(
        default="", description="Of text and headlines; empty: serif headlines over sans text"
    )
    address: Line = Field(default="", description="Postal address in the foot, where the law asks for one")


class ListDeclaration(Part):
    """A named audience."""

    name: Name = Field(description="Short name; its file is `subscribers/<name>.csv`")
    title: Line = Field(default="", description="What readers see; empty: the name")
    sender: Sender = Field(alias="from", description="Who writes: `Title <address>`")
    reply_to: Address = Field(default="", description="Where answers go; empty: to the sender")
    unsubscribe_address: TaggedAddress = Field(
        default="",
        description="A mailbox that takes `+…` behind its name, for mail programs that unsubscribe by mail; its mail must come to where "
        "`[bounce]` reads. Empty: mails offer the one-click link only",
    )
    topics: tuple[str, ...] = Field(default=(), description="Names of the topics on offer")
    cadence: Cadence = Field(
        default="daily", description="For subscribers who chose none: immediate, daily, weekdays or weekly"
    )
    weekday: Weekday = Field(default=0, description="For `weekly`: monday to sunday")
    hour: Hour = Field(default=7, description="Local hour of the digest, 0 to 23")
    time_zone: Zone = Field(default="UTC", description="For subscribers who chose none")
    language: Language = Field(
        default="en",
        description="Of the frame around the stories: en, de, es, fr, ko, or a file of your own in `templates/languages/`",
    )
    alert_outlets: int = Field(
        default=2, ge=1, le=100, description="Outlets that must tell a story before it is an alert"
    )
    alert_entries: int = Field(default=2, ge=1, le=1_000, description="Entries that must tell it before it is an alert")
    alert_score: float = Field(
        default=0.0, ge=0, le=1_000, description="Rank it must reach before it is an alert; 0: any"
    )
    alerts_a_day: int = Field(default=6, ge=1, le=100, description="Most alerts one person gets on a local day")
    quiet_hours: tuple[Hour, Hour] | None = Field(
        default=None,
        description="Local hours without alerts, as `[22, 7]`; what breaks then is sent together after them",
    )
    full_stories: int = Field(
        default=5, ge=1, le=12, description="Stories of a digest that are told in full; the rest in a sentence"
    )
    goodbye: bool = Field(
        default=False, description="Whether who leaves gets one last mail that says so; else nothing more arrives"
    )
    max_lateness: int | None = Field(
        default=None,
        ge=1,
        le=168,
        description="Hours after which a digest that could not be published is skipped: the next one tells what it would have told. "
        "Left out: a cadence (24; 168 for `weekly`)",
    )
    brand: BrandSettings = BrandSettings()
    line: int = Field(default=0, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: Any) -> Any:
        return _with_title(data)

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _begin_and_end(cls, hours: Any) -> Any:
        if isinstance(hours, list | tuple) and (len(hours) != 2 or hours[0] == hours[1]):  # noqa: PLR2004 - a pair
            raise ValueError(
                "write two different hours, when it begins and when it ends, as [22, 7]; none: leave it out"
            )
        return hours

    @property
    def sender_name(self) -> str:
        """The name in From."""
        return mailbox(self.sender)[0] or self.title or self.name

    @property
    def sender_address(self) -> str:
        """The address in From."""
        return mailbox(self.sender)[1]
