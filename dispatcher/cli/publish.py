"""`dispatcher publish`: Publish every edition that is due: digests whose hour has come, alerts that break."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.cli.frame import AsJson, Now, noun
from dispatcher.cli.stages import Once, one_look

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

app = noun("Publish every edition that is due: digests whose hour has come, alerts that break.")


@app.command()
def main(
    once: Once = False,
    late: Annotated[
        bool, typer.Option("--late", help="Also digests that are too late, which are skipped else")
    ] = False,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Publish every edition that is due: digests whose hour has come, alerts that break."""

    async def look(app: App, now: datetime) -> Report:
        from dispatcher.app import publish
        from dispatcher.cli.live import live_line

        with live_line() as write:
            if write is None:
                return await publish.run(app, now=now, late=late)
            return await publish.run(
                app, now=now, late=late, progress=lambda readers: write(f"{readers:,} readers looked at")
            )

    one_look("publish", look, once=once, now=now, as_json=as_json)
