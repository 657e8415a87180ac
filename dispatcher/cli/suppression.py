"""`dispatcher suppression`: addresses never to be mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, Now, moment, noun, show, with_app

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("Suppressions: addresses never to be mailed, kept as hashes.")
Address = Annotated[str, typer.Argument(help="A mail address")]


@app.command()
def add(address: Address, reason: Annotated[str, typer.Option(help="Why")] = "by the operator", now: Now = "") -> None:
    """Never mail an address again."""
    at = moment(now)

    async def use(app: App) -> bool:
        async with app.db.transaction() as tx:
            return await tx.suppressions.add(address, reason, at)

    print("suppressed" if with_app(use) else "it was suppressed already")


@app.command()
def remove(address: Address) -> None:
    """Mail an address again."""

    async def use(app: App) -> bool:
        async with app.db.transaction() as tx:
            return await tx.suppressions.remove(address)

    print("no longer suppressed" if with_app(use) else "it was not suppressed")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List suppressions; the addresses themselves are not kept."""

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {"hash": hashed[:12], "since": since, "reason": reason}
                for hashed, reason, since in await tx.suppressions.all()
            ]

    show(with_app(use), as_json=as_json, empty="No address is suppressed.")
