"""
News files → outlets and their articles, told as of a given moment.

The files in `news/` are TOML, one event a file. Their dates are written as distances, so that plans always lie ahead:
`{day:+6}` is "30 November", `{weekday:+1}` "Wednesday", `{month:-2}` "September", `{year:-27}` "1999". They count from the
day on which the file's first article was published; all articles of an event therefore agree.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Literal

Form = Literal["rss", "atom", "json", "summaries"]

_PLACE = re.compile(r"\{(day|weekday|month|year):([+-]?\d+)\}")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsArticle:
    """One outlet's account of an event, as it stands on the outlet's own site."""

    slug: str  # the last part of its URL
    title: str
    author: str
    summary: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    breaking: bool  # kept back until the newsroom releases it
    event: str  # the file it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A sample outlet, newest article first."""

    name: str  # the first part of its URLs
    title: str
    motto: str
    home: str
    form: Form
    colour: str
    articles: tuple[NewsArticle, ...]


def load(*, now: datetime) -> tuple[Outlet, ...]:
    """All sample outlets with their articles as of `now` (aware)."""
    folder = files("dispatcher.web.demo") / "news"
    told: dict[str, list[NewsArticle]] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and file.name != "outlets.toml":
            for outlet, article in _articles(file.name[:-5], tomllib.loads(file.read_text("utf-8")), now):
                told.setdefault(outlet, []).append(article)
    outlets = tomllib.loads((folder / "outlets.toml").read_text("utf-8"))
    return tuple(
        Outlet(
            name=name,
            articles=tuple(sorted(told.pop(name), key=lambda article: article.published_at, reverse=True)),
            **about,
        )
        for name, about in outlets.items()
    )


def dated(text: str, *, day: date) -> str:
    """`text` with its distances written out as dates, counted from `day`."""
    return _PLACE.sub(lambda place: _named(place[1], int(place[2]), day), text)


def slug(title: str) -> str:
    """A title as the last part of a URL."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].rstrip("-")


def _articles(event: str, told: dict[str, Any], now: datetime) -> list[tuple[str, NewsArticle]]:
    written = told["article"]
    day = (now - timedelta(hours=max(each["hours_ago"] for each in written))).date()
    return [
        (
            each["outlet"],
            NewsArticle(
                slug=slug(each["title"]),
                title=dated(each["title"], day=day),
                author=each.get("author", ""),
                summary=dated(each["summary"], day=day),
                paragraphs=tuple(dated(each["text"], day=day).strip().split("\n\n")),
                published_at=(now - timedelta(hours=each["hours_ago"])).replace(microsecond=0),
                breaking=told.get("breaking", False),
                event=event,
            ),
        )
        for each in written
    ]


def _named(unit: str, distance: int, day: date) -> str:
    if unit == "year":
        return str(day.year + distance)
    if unit == "month":
        return _MONTHS[(day.month - 1 + distance) % 12]
    moved = day + timedelta(days=distance)
    return _WEEKDAYS[moved.weekday()] if unit == "weekday" else f"{moved.day} {_MONTHS[moved.month - 1]}"
