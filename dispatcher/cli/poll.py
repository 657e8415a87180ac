"""`dispatcher poll`: Poll the feeds that are due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatcher.cli.frame import AsJson, Now, noun
from dispatcher.cli.stages import Once, one_look

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

app = noun("Poll the feeds that are due.")


@app.command()
def main(once: Once = False, now: Now = "", as_json: AsJson = False) -> None:
    """Poll the feeds that are due."""
    one_look("poll", _look, once=once, now=now, as_json=as_json)


async def _look(app: App, now: datetime) -> Report:
    from dispatcher.app import poll

    return await poll.run(app, now=now)
