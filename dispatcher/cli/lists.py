"""`dispatcher list`: add, list, show, pause, resume, remove."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, noun, show, show_one, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.model import MailingList

app = noun("Lists: named audiences with a sender, topics on offer, and defaults.")
Which = Annotated[str, typer.Argument(help="A list's name")]


@app.command()
def add(
    name: Which,
    sender: Annotated[str, typer.Option("--from", help="Who writes: 'World briefing <world@example.org>'")],
    topic: Annotated[list[str] | None, typer.Option(help="A topic on offer; repeat for more")] = None,
    title: Annotated[str, typer.Option(help="What readers see (default: the name)")] = "",
    cadence: Annotated[str, typer.Option(help="immediate, daily, weekdays or weekly")] = "daily",
    hour: Annotated[int, typer.Option(help="Local hour of the digest")] = 7,
    time_zone: Annotated[str, typer.Option(help="For subscribers who chose none")] = "UTC",
    language: Annotated[str, typer.Option(help="Of the frame around the stories")] = "en",
) -> None:
    """Add a list."""
    from pydantic import ValidationError

    from dispatcher.config.declarations import ListDeclaration

    given = {
        "name": name,
        "from": sender,
        "title": title or name,
        "topics": tuple(dict.fromkeys(topic or ())),
        "cadence": cadence,
    }
    try:
        declared = ListDeclaration.model_validate(given | {"hour": hour, "time_zone": time_zone, "language": language})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            str(first["msg"]).removeprefix("Value error, "),
            place=".".join(map(str, first["loc"])) or name,
            remedy="see `dispatcher list add --help`",
        ) from error

    async def use(app: App) -> MailingList:
        async with app.db.transaction() as tx:
            return await tx.lists.add(
                declared.name,
                title=declared.title,
                sender_name=declared.sender_name,
                sender_address=declared.sender_address,
                topics=declared.topics,
                cadence=declared.cadence,
                hour=declared.hour,
                time_zone=declared.time_zone,
                language=declared.language,
            )

    print(f"list {with_app(use).name} added")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the lists, and how many subscriptions each has in which state."""

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {
                    "name": audience.name,
                    "title": audience.title,
                    "topics": list(audience.topics),
                    "cadence": str(audience.cadence),
                    "hour": audience.hour,
                    "time_zone": audience.time_zone,
                    "state": "paused" if audience.paused else "ok",
                    "subscriptions": [
                        f"{number} {state}" for state, number in (await tx.subscriptions.counts(audience.id)).items()
                    ],
                }
                for audience in await tx.lists.all()
            ]

    show(with_app(use), as_json=as_json, empty="There are no lists. Declare one in dispatcher.toml.")


@app.command("show")
def show_(which: Which, as_json: AsJson = False) -> None:
    """Show one list."""

    async def use(app: App) -> MailingList:
        return await _find(app, which)

    show_one(asdict(with_app(use)), as_json=as_json)


@app.command()
def pause(which: Which) -> None:
    """Stop publishing for a list."""
    _pause(which, paused=True)


@app.command()
def resume(which: Which) -> None:
    """Go on publishing for a list."""
    _pause(which, paused=False)


@app.command()
def remove(which: Which) -> None:
    """Remove a list that nobody joined."""

    async def use(app: App) -> MailingList:
        audience = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.lists.remove(audience.id)
        return audience

    print(f"list {with_app(use).name} removed")


def _pause(which: str, *, paused: bool) -> None:
    async def use(app: App) -> MailingList:
        audience = _changeable(await _find(app, which))
        async with app.db.transaction() as tx:
            await tx.lists.pause(audience.id, paused=paused)
        return audience

    print(f"list {with_app(use).name} {'paused' if paused else 'resumed'}")


async def _find(app: App, which: str) -> MailingList:
    async with app.db.reading() as tx:
        audience = await tx.lists.by_name(which)
    if audience is None:
        raise InputError(f"there is no list {which!r}", remedy="see `dispatcher list list`")
    return audience


def _changeable(audience: MailingList) -> MailingList:
    if audience.declared:
        raise InputError("this list is declared in dispatcher.toml", remedy="edit it there, then `dispatcher apply`")
    return audience
