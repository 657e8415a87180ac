"""What `poll`, `write`, `publish` and `send` share: one look at what is due, and the report of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatcher.cli.frame import moment, show_one, with_app
from dispatcher.errors import InputError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

Once = Annotated[bool, typer.Option("--once", help="Take one look at what is due, and end")]


def one_look(
    stage: str,
    look: Callable[[App, datetime], Awaitable[Report]],
    *,
    once: bool,
    now: str,
    as_json: bool,
) -> dict[str, Any]:
    """Run a stage once in the workspace and print its report; returns the report."""
    if not once:
        raise InputError(
            f"`dispatcher {stage}` takes one look with --once",
            remedy=f"for the service, use `dispatcher run` or `dispatcher run --only {stage}`",
        )
    at = moment(now)

    async def use(app: App) -> Report:
        return await look(app, at)

    report = with_app(use).as_dict()
    if as_json:
        show_one(report, as_json=True)
    else:
        told = ", ".join(
            f"{value} {name.replace('_', ' ')}" for name, value in report.items() if isinstance(value, int)
        )
        print(f"{stage}: {told}")
    return report
