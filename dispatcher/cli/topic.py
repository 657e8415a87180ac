"""`dispatcher topic`: add, list, show, pause, resume, remove; match lines on stdin, try a query on stored entries."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import GREATEST, AsJson, noun, show, show_one, with_app
from dispatcher.errors import InputError, QueryError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.model import Entry, Topic

app = noun("Topics: named interests with a query.")
Which = Annotated[str, typer.Argument(help="A topic's name")]


@app.command()
def add(
    name: Which,
    query: Annotated[str, typer.Argument(help="Which entries belong to it, as '\"North Korea\" OR DPRK'")],
    title: Annotated[str, typer.Option(help="What readers see (default: the name)")] = "",
) -> None:
    """Add a topic; entries that come from now on are matched."""
    from pydantic import ValidationError

    from dispatcher.config.declarations import TopicDeclaration
    from dispatcher.matching import parse

    parse(query)
    try:
        declared = TopicDeclaration(name=name, title=title, query=query)
    except ValidationError as error:
        raise InputError(f"{name!r} is no name", remedy="use small letters, digits, - and _") from error

    async def use(app: App) -> Topic:
        async with app.db.transaction() as tx:
            return await tx.topics.add(declared.name, declared.title, declared.query)

    print(f"topic {with_app(use).name} added")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the topics."""

    async def use(app: App) -> list[Topic]:
        async with app.db.reading() as tx:
            return await tx.topics.all()

    show(
        map(asdict, with_app(use)),
        as_json=as_json,
        empty="There are no topics. Declare them in dispatcher.toml, or `dispatcher topic add NAME QUERY`.",
    )


@app.command("show")
def show_(which: Which, as_json: AsJson = False) -> None:
    """Show one topic."""

    async def use(app: App) -> Topic:
        return await _find(app, which)

    show_one(asdict(with_app(use)), as_json=as_json)


@app.command()
def pause(which: Which) -> None:
    """Stop matching a topic."""
    _pause(which, paused=True)


@app.command()
def resume(which: Which) -> None:
    """Go on matching a topic."""
    _pause(which, paused=False)


@app.command()
def remove(which: Which) -> None:
    """Remove a topic from everywhere, with its matches."""

    async def use(app: App) -> Topic:
        topic = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.topics.remove(topic.id)
        return topic

    print(f"topic {with_app(use).name} removed")


@app.command()
def match(
    topics: Annotated[Path, typer.Option(help='JSON Lines of {"topic", "query"}')],
) -> None:
    """Match entries on stdin against topics: JSON Lines in and out. No database, no network."""
    from dispatcher.cli.lines import put, read_file, read_sources, text_of
    from dispatcher.matching import compile_topics, match_sources, parse

    pairs: dict[str, str] = {}
    for place, value in read_file(topics):
        name, query = text_of(value, "topic", place=place), text_of(value, "query", place=place)
        if name is None or query is None:
            raise InputError('"topic" or "query" is missing', place=place, remedy="give both as strings")
        if name in pairs:
            raise InputError(f"the topic {name!r} is there twice", place=place, remedy="remove one of them")
        try:
            parse(query)
        except QueryError as error:
            raise InputError(error.problem, place=f"{place}, {error.place}", remedy=error.remedy) from error
        pairs[name] = query
    put(match_sources(compile_topics(pairs.items()), read_sources()))


@app.command("try")
def try_(
    query: Annotated[str, typer.Argument(help="A query")],
    limit: Annotated[int, typer.Option(help="How many of the newest entries to look at", min=0, max=GREATEST)] = 5_000,
    as_json: AsJson = False,
) -> None:
    """Try a query on the entries that are stored, the newest first."""
    from dispatcher.matching import compile_topics

    index = compile_topics([("try", query)])

    async def use(app: App) -> list[Entry]:
        async with app.db.reading() as tx:
            return await tx.entries.recent(limit)

    rows = [
        {"entry": entry.id, "outlet": entry.outlet, "words": list(found[0].words), "title": entry.title}
        for entry in with_app(use)
        if (found := index.match(entry.title, entry.words))
    ]
    show(rows, as_json=as_json, empty="No stored entry matches.")


def _pause(which: str, *, paused: bool) -> None:
    async def use(app: App) -> Topic:
        topic = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.topics.pause(topic.id, paused=paused)
        return topic

    print(f"topic {with_app(use).name} {'paused' if paused else 'resumed'}")


async def _find(app: App, which: str) -> Topic:
    async with app.db.reading() as tx:
        topic = await tx.topics.by_name(which)
    if topic is None:
        raise InputError(f"there is no topic {which!r}", remedy="see `dispatcher topic list`")
    return topic


def _changeable(topic: Topic) -> Topic:
    if topic.declared:
        raise InputError("this topic is declared in dispatcher.toml", remedy="edit it there, then `dispatcher apply`")
    return topic
