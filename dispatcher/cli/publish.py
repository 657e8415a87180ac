"""`dispatcher publish`: Publish every edition that is due: digests whose hour has come, alerts that break."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatcher.cli.frame import AsJson, Now, noun
from dispatcher.cli.stages import Once, one_look

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

app = noun("Publish every edition that is due: digests whose hour has come, alerts that break.")


@app.command()
def main(once: Once = False, now: Now = "", as_json: AsJson = False) -> None:
    """Publish every edition that is due: digests whose hour has come, alerts that break."""
    one_look("publish", _look, once=once, now=now, as_json=as_json)


async def _look(app: App, now: datetime) -> Report:
    from dispatcher.app import publish

    return await publish.run(app, now=now)
