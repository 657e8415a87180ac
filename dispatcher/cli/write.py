"""`dispatcher write`: Group what is new into stories, and write the briefings of those on a topic."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatcher.cli.frame import AsJson, Now, noun
from dispatcher.cli.stages import Once, one_look

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

app = noun("Group what is new into stories, and write the briefings of those on a topic.")


@app.command()
def main(once: Once = False, now: Now = "", as_json: AsJson = False) -> None:
    """Group what is new into stories, and write the briefings of those on a topic."""
    one_look("write", _look, once=once, now=now, as_json=as_json)


async def _look(app: App, now: datetime) -> Report:
    from dispatcher.app import group, read, write

    await group.run(app, now=now)
    await read.run(app, now=now)
    return await write.run(app, now=now)
