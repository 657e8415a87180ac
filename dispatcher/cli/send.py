"""`dispatcher send`: Send what is queued and due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatcher.cli.frame import AsJson, Now, noun
from dispatcher.cli.stages import Once, one_look
from dispatcher.errors import TransportError

if TYPE_CHECKING:
    from dispatcher.app.bootstrap import App
    from dispatcher.app.report import Report

app = noun("Send what is queued and due.")


@app.command()
def main(once: Once = False, now: Now = "", as_json: AsJson = False) -> None:
    """Send what is queued and due."""
    report = one_look("send", _look, once=once, now=now, as_json=as_json)
    if report["unreachable"]:
        raise TransportError(report["unreachable"])


async def _look(app: App, now: datetime) -> Report:
    from dispatcher.app import send

    return await send.run(app, now=now)
