"""`/hooks/{provider}`: what providers of mail tell of ours. Who calls is proven by signature or token, not by cookie or origin."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from dispatcher import clock
from dispatcher.app import hooks
from dispatcher.app.bootstrap import App
from dispatcher.transport.webhooks import Call, Refused

MOST_BYTES = 1_000_000  # of a call; SendGrid's batches are 768 KB at most


class Webhooks:
    """The endpoint of one App."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def receive(self, request: Request, provider: str) -> Response:
        """Take one call; a 5xx has the provider call again."""
        call = Call(headers=dict(request.headers), query=dict(request.query_params), body=await _body(request))
        answer = await hooks.receive(self.app, provider, call, now=clock.now())
        if isinstance(answer, Refused):
            return JSONResponse({"refused": answer.why}, status_code=answer.status)
        return JSONResponse({"taken": sum(answer.as_dict().values())})


async def _body(request: Request) -> bytes:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise HTTPException(413)
    return data
