"""`dispatcher outbox`: list deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import AsJson, noun, show, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App

app = noun("The outbox: every message and what became of it.")


@app.callback()
def outbox() -> None:
    """The outbox: every message and what became of it."""


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="Only these: queued, sent, deferred, 'in doubt', failed …")] = "",
    limit: Annotated[int, typer.Option(help="How many, the newest first")] = 50,
    as_json: AsJson = False,
) -> None:
    """List deliveries with the reason for their state. Sent means a server took it."""
    from dispatcher.model import DeliveryState

    try:
        wanted = DeliveryState(state.replace("_", " ")) if state else None
    except ValueError as error:
        known = ", ".join(DeliveryState)
        raise InputError(f"there is no state {state!r}", remedy=f"one of: {known}") from error

    async def use(app: App) -> list[dict[str, Any]]:
        async with app.db.reading() as tx:
            return [
                {
                    "id": delivery.id,
                    "kind": str(delivery.message.kind),
                    "edition": delivery.message.edition_id,
                    "subscription": delivery.message.subscription_id,
                    "state": str(delivery.state),
                    "attempts": delivery.attempts,
                    "next_attempt_at": delivery.next_attempt_at,
                    "reason": delivery.reason,
                }
                for delivery in await tx.outbox.list(state=wanted, limit=limit)
            ]

    show(with_app(use), as_json=as_json, empty="There are no such deliveries.")
