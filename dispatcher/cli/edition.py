"""`dispatcher edition`: list editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, noun, show, with_app

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("Editions: what lists published.")


@app.callback()
def edition() -> None:
    """Editions: what lists published."""


@app.command("list")
def list_(limit: Annotated[int, typer.Option(help="How many, the newest first")] = 30, as_json: AsJson = False) -> None:
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
