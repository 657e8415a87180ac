"""
For whoever watches: `/healthz`, whether this process lives, and `/readyz`, whether mail can go out.

A supervisor that restarts us goes by the first, an alarm by the second: a relay that is down is no reason for a restart, nor for taking the
pages away from those who want to leave.
"""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from dispatcher import clock, log
from dispatcher.app import readiness
from dispatcher.app.bootstrap import App

logger = log.get()


class HealthPages:
    """The two endpoints."""

    def __init__(self, app: App) -> None:
        self.app = app

    def routes(self) -> tuple[tuple[str, object], ...]:
        """Path and endpoint."""
        return ("/healthz", self.alive), ("/readyz", self.ready)

    async def alive(self) -> Response:
        """200 as long as the process answers."""
        return JSONResponse({"status": "ok"})

    async def ready(self) -> Response:
        """200 when mail can go out, else 503 and the reasons."""
        reasons = await readiness.look(self.app, now=clock.now())
        if not reasons:
            return JSONResponse({"status": "ready"})
        said = [{"what": each.what, "why": each.why} for each in reasons]
        return JSONResponse({"status": "not ready", "reasons": said}, status_code=503)
