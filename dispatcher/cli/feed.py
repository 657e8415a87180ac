"""`dispatcher feed`: add, list, show, pause, resume, remove, and read one from a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import AsJson, Now, moment, noun, show, show_one, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.model import Feed

app = noun("Feeds: the addresses that are polled.")
Which = Annotated[str, typer.Argument(help="A feed's number or URL")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The feed's address")],
    outlet: Annotated[str, typer.Option(help="Who publishes it (default: the host's name)")] = "",
    header: Annotated[list[str] | None, typer.Option(help="`Name: value`, sent with every poll")] = None,
    no_articles: Annotated[
        bool, typer.Option("--no-articles", help="Do not read the articles behind its links")
    ] = False,
    country: Annotated[str, typer.Option(help="The outlet's country, ISO 3166 (default: as its domain says)")] = "",
    now: Now = "",
) -> None:
    """Add a feed; it is polled with the next look at what is due."""
    from pydantic import ValidationError

    from dispatcher.config.declarations import FeedDeclaration

    headers = dict(_header(text) for text in header or ())
    try:
        declared = FeedDeclaration(url=url, outlet=outlet, headers=headers, articles=not no_articles, country=country)
    except ValidationError as error:
        raise InputError(
            str(error.errors()[0]["msg"]).removeprefix("Value error, "), remedy="write it whole"
        ) from error
    at = moment(now)

    async def use(app: App) -> Feed:
        async with app.db.transaction() as tx:
            if await tx.feeds.by_url(declared.url):
                raise InputError("this feed is there already", remedy="see `dispatcher feed list`")
            return await tx.feeds.add(
                declared.url,
                declared.outlet,
                headers=declared.headers,
                declared=False,
                now=at,
                articles=declared.articles,
                country=declared.country,
            )

    print(f"feed {with_app(use).id} added: {declared.outlet}")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the feeds, and why the last poll of one failed."""

    async def use(app: App) -> list[Feed]:
        async with app.db.reading() as tx:
            return await tx.feeds.all()

    rows = [
        {
            "id": feed.id,
            "outlet": feed.outlet,
            "url": feed.url,
            "state": _state(feed),
            "country": feed.country,
            "articles": feed.articles,
            "polled_at": feed.polled_at,
            "next_poll_at": feed.next_poll_at,
            "failures": feed.failures,
            "error": feed.error,
        }
        for feed in with_app(use)
    ]
    show(
        rows,
        as_json=as_json,
        empty="There are no feeds. Declare them in dispatcher.toml, or `dispatcher feed add URL`.",
    )


@app.command("show")
def show_(which: Which, as_json: AsJson = False) -> None:
    """Show everything known of one feed; header values are masked."""

    async def use(app: App) -> Feed:
        return await _find(app, which)

    row = asdict(with_app(use))
    row["headers"] = [f"{name}: ********" for name in row["headers"]]
    show_one(row, as_json=as_json)


@app.command()
def pause(which: Which) -> None:
    """Stop polling a feed."""
    _pause(which, paused=True)


@app.command()
def resume(which: Which) -> None:
    """Go on polling a feed."""
    _pause(which, paused=False)


@app.command()
def remove(which: Which, now: Now = "") -> None:
    """Remove a feed; the entries and stories it brought stay."""
    at = moment(now)

    async def use(app: App) -> Feed:
        feed = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.feeds.remove(feed.id, now=at)
        return feed

    print(f"feed {with_app(use).id} removed")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The bytes as served; - for stdin")],
    url: Annotated[str, typer.Option(help="Where they were served, to resolve links")],
    content_type: Annotated[str, typer.Option(help="The Content-Type they were served with")] = "",
) -> None:
    """Read a feed from a file: entries as JSON Lines. No database, no network."""
    import sys

    from dispatcher.cli.lines import put
    from dispatcher.errors import ParseError
    from dispatcher.feeds.read import read_file

    try:
        body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", place=str(file), remedy="check the path") from error
    try:
        put(read_file(body, url, content_type or None))
    except ParseError as error:
        raise InputError(error.problem, place=str(file), remedy=error.remedy or "give it a feed") from error


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or any(ord(c) < 32 for c in text):  # noqa: PLR2004 - control characters
        raise InputError(f"{name.strip()!r} is no header", remedy="write it as `Name: value`")
    return name.strip(), value.strip()


def _state(feed: Feed) -> str:
    if feed.paused:
        return "paused"
    return "failing" if feed.failures else "new" if feed.polled_at is None else "ok"


def _pause(which: str, *, paused: bool) -> None:
    async def use(app: App) -> Feed:
        feed = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.feeds.pause(feed.id, paused=paused)
        return feed

    print(f"feed {with_app(use).id} {'paused' if paused else 'resumed'}")


async def _find(app: App, which: str) -> Feed:
    async with app.db.reading() as tx:
        feed = await (tx.feeds.get(int(which)) if which.isdecimal() and len(which) < 10 else tx.feeds.by_url(which))  # noqa: PLR2004 - ids are 32 bits
    if feed is None:
        raise InputError(f"there is no feed {which!r}", remedy="see `dispatcher feed list`")
    return feed


def _changeable(feed: Feed) -> Feed:
    if feed.declared:
        raise InputError("this feed is declared in dispatcher.toml", remedy="edit it there, then `dispatcher apply`")
    return feed
