"""`dispatcher edition`: list, show, preview, test."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import GREATEST, AsJson, Now, moment, noun, show, show_one, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("Editions: what lists published, and how the next one looks.")
Which = Annotated[str, typer.Argument(metavar="LIST", help="A list's name")]
Kind = Annotated[str, typer.Option(help="digest, alert, confirm … (default: what this reader gets)")]
Reader = Annotated[
    str, typer.Option("--as", metavar="ADDRESS", help="A subscriber (default: somebody who just joined)")
]
At = Annotated[str, typer.Option(metavar="MOMENT", help="As of this moment (ISO 8601; default: now)")]


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(help="How many, the newest first", min=0, max=GREATEST)] = 30,
    as_json: AsJson = False,
) -> None:
    """List editions: digests by slot, alerts by story."""

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {
                    "id": each.id,
                    "list": each.masthead.list_name,
                    "kind": str(each.kind),
                    "slot": f"{each.slot.day} {each.slot.hour:02}:00 {each.slot.time_zone}" if each.slot else None,
                    "story": each.story_id,
                    "state": str(each.state),
                    "published_at": each.published_at,
                }
                for each in await tx.editions.recent(limit)
            ]

    show(with_app(use), as_json=as_json, empty="Nothing was published yet.")


@app.command("show")
def show_(
    which: Annotated[
        int, typer.Argument(metavar="ID", help="An edition's id, as `edition list` tells it", max=GREATEST)
    ],
    as_json: AsJson = False,
) -> None:
    """Show one edition: its slot, what became of its messages, its stories, its sizes."""
    from dispatcher.app.edition_shown import shown

    async def use(app: App) -> dict[str, Any]:
        found = await shown(app, which, now=moment(""))
        if found is None:
            raise InputError(f"there is no edition {which}", remedy="see `dispatcher edition list`")
        return found

    found = with_app(use)
    if as_json:
        show_one(found, as_json=True)
        return
    stories = found.pop("stories")
    show_one(found | {"messages": [f"{count} {state}" for state, count in found["messages"].items()]}, as_json=False)
    print()
    show(stories, as_json=False, empty="It tells no stories that others may read.")


@app.command()
def preview(
    which: Which,
    kind: Kind = "",
    reader: Reader = "",
    at: At = "",
    port: Annotated[int, typer.Option(help="Of this machine; 0: any free one", min=0, max=65535)] = 0,
    once: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the mail there and end; serve nothing")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address")] = False,
) -> None:
    """Look at a list's next mail in the browser, anew at every change of a template. Stores and sends nothing."""
    from dispatcher.app.preview import Wanted
    from dispatcher.cli.edition_preview import serve, write

    wanted, now = Wanted(name=which, kind=kind, reader=reader), _at(at)
    if once is not None:
        folder = once
        with_app(lambda app: write(app, wanted, folder, now=now))
    else:
        with_app(lambda app: serve(app, wanted, now=now, port=port, browser=not no_browser))


@app.command("test")
def send_one(
    which: Which,
    to: Annotated[str, typer.Option(metavar="ADDRESS", help="Where the mail goes")],
    kind: Kind = "",
    reader: Reader = "",
    now: Now = "",
) -> None:
    """Send a list's next mail to one address, by the configured relay. It counts for nobody; its links are inert."""
    from dispatcher.app.preview import Wanted
    from dispatcher.app.preview_sending import send_test

    wanted = Wanted(name=which, kind=kind, reader=reader, to=to)
    made, said = with_app(lambda app: send_test(app, wanted, now=moment(now)))
    for note in made.notes:
        print(f"note: {note}")
    print(f"{made.kind} of {which} sent to {made.recipient}: {said}")


def _at(text: str) -> datetime:
    try:
        return moment(text)
    except InputError as error:
        raise InputError(error.problem, place="--at", remedy=error.remedy) from error
