"""`dispatcher outbox`: list, show, hold, release, retry, drop, stops, pause, resume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli import outbox_moves, outbox_stops
from dispatcher.cli.frame import GREATEST, AsJson, noun, show, show_one, with_app
from dispatcher.cli.outbox_moves import Domain, EditionId, ListName, State, choice_of
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("The outbox: every message and what became of it.")


@app.callback()
def outbox() -> None:
    """The outbox: every message and what became of it."""


@app.command("list")
def list_(
    state: State = None,
    domain: Domain = None,
    edition: EditionId = None,
    audience: ListName = None,
    limit: Annotated[int, typer.Option(help="How many, the newest first", min=0, max=GREATEST)] = 50,
    counts: Annotated[bool, typer.Option("--counts", help="Only how many are in each state")] = False,
    as_json: AsJson = False,
) -> None:
    """List deliveries with the reason for their state, and how many are in each. Sent means a server took it."""

    async def use(app: App) -> tuple[list[dict[str, Any]], dict[str, int]]:
        from dispatcher.app.delivery_shown import row

        choice = await choice_of(app, state=state, domain=domain, edition=edition, audience=audience)
        async with app.db.reading() as tx:
            found = [] if counts else await tx.by_hand.list(choice, limit=limit)
            numbers = {} if as_json and not counts else await tx.by_hand.counts(choice)
        return [row(each) for each in found], numbers

    rows, numbers = with_app(use)
    if counts:
        listed = [{"state": state, "deliveries": number} for state, number in numbers.items()]
        show(listed, as_json=as_json, empty="There are no such deliveries.")
        return
    show(rows, as_json=as_json, empty="There are no such deliveries.")
    if not as_json and numbers:
        print("\n" + ", ".join(f"{number:,} {state}" for state, number in numbers.items()))


@app.command("show")
def show_(
    which: Annotated[
        int, typer.Argument(metavar="ID", help="A delivery's id, as `outbox list` tells it", max=GREATEST)
    ],
    address: Annotated[bool, typer.Option("--address", help="Tell to whom it goes as well")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one delivery: its message, every attempt with the server's words, and what came back."""

    async def use(app: App) -> dict[str, Any]:
        from dispatcher.app.delivery_shown import shown

        found = await shown(app, which, address=address)
        if found is None:
            raise InputError(f"there is no delivery {which}", remedy="see `dispatcher outbox list`")
        return found

    found = with_app(use)
    if as_json:
        show_one(found, as_json=True)
        return
    attempts, bounces = found.pop("attempts"), found.pop("bounces")
    show_one(found, as_json=False)
    print()
    show(attempts, as_json=False, empty="No server was asked yet.")
    if bounces:
        print()
        show(bounces, as_json=False, empty="")


outbox_moves.add_to(app)
outbox_stops.add_to(app)
