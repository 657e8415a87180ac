"""`dispatcher outbox stops|pause|resume`: what is stopped, and sending as a whole."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher import clock
from dispatcher.cli.frame import AsJson, Now, moment, show, with_app
from dispatcher.cli.outbox_moves import Yes

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App


def stops(as_json: AsJson = False) -> None:
    """List what is stopped, why, and how many deliveries wait for it."""

    async def use(app: App) -> list[dict[str, Any]]:
        from dispatcher.app import stopped

        await _looked_at(app, now=clock.now())
        return await stopped.listed(app)

    show(with_app(use), as_json=as_json, empty="Nothing is stopped.")


def pause(
    reason: Annotated[str, typer.Option(help="Why, for whoever asks")] = "paused by the operator", now: Now = ""
) -> None:
    """Stop sending as a whole; everything else goes on."""
    at = moment(now)

    async def use(app: App) -> bool:
        from dispatcher.app import witness

        return await witness.pause(app, reason, now=at)

    print("sending is paused" if with_app(use) else "sending was paused already; see `dispatcher outbox stops`")


def resume(
    hold: Annotated[
        bool, typer.Option("--hold", help="Hold everything that waits first: then release what you want sent")
    ] = False,
    yes: Yes = False,
    now: Now = "",
) -> None:
    """Go on sending, after a pause or after a database was restored or copied: first see docs/how-to/restore.md."""
    at = moment(now)

    async def use(app: App) -> None:
        from dispatcher.app import by_hand, stopped, witness
        from dispatcher.db import Choice

        await _looked_at(app, now=at)
        reasons = [each["reason"] for each in await stopped.listed(app) if each["what"] == stopped.EVERYTHING]
        if not reasons:
            print("sending is not paused")
            return
        print(f"paused: {reasons[0]}")
        counts = await stopped.waiting(app)
        told = ", ".join(f"{number:,} {state}" for state, number in counts.items()) or "nothing"
        print(f"waiting to be sent: {told}")
        if counts and not hold and not yes and sys.stdin.isatty() and not typer.confirm("send them?"):
            print("nothing was done; `dispatcher outbox resume --hold` keeps them back, `outbox drop` drops them")
            raise typer.Exit(1)
        if hold:
            print(f"{await by_hand.run(app, by_hand.Move.HOLD, Choice(), again=False, now=at):,} held")
        await witness.resume(app)
        print("sending goes on")

    with_app(use)


async def _looked_at(app: App, *, now: datetime) -> None:
    """Whether this is the database that was sent from is asked here too, so that nobody has to wait for a sender to find out."""
    from dispatcher.app.witness import Witness

    await Witness(app).objection(now)


def add_to(app: typer.Typer) -> None:
    """Make them commands of a noun."""
    for verb in (stops, pause, resume):
        app.command()(verb)
