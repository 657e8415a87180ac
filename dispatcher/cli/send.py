"""`dispatcher send`: Send what is queued and due."""

from __future__ import annotations

from datetime import datetime, timedelta
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
    from dispatcher import clock
    from dispatcher.app import send
    from dispatcher.cli.live import line_of, live_line
    from dispatcher.cli.signals import told_to_stop

    begun = clock.monotonic()

    def as_time_goes() -> datetime:
        """Also where `now` was given: a lease that does not go on from its first moment ends under a long run."""
        return now + timedelta(seconds=clock.monotonic() - begun)

    with live_line() as write, told_to_stop() as stop:
        if write is None:
            return await send.run(app, now=now, clock=as_time_goes, stop=stop)

        def told(far: send.Progress) -> None:
            aside = {"deferred": far.deferred, "failed": far.failed, "in_doubt": far.in_doubt}
            write(line_of(far.sent, far.left, far.per_second, **aside))

        return await send.run(app, now=now, clock=as_time_goes, stop=stop, progress=told)
