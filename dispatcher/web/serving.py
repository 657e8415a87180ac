"""ASGI application → a server on this machine, for as long as its context lasts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from dispatcher.errors import ConfigError

GRACE_FOR = 5  # seconds an answer under way may still take when the server closes


class _Server(uvicorn.Server):
    """uvicorn without its own signals: whoever runs it decides when it ends."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(application: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """
    Serve `application` and yield its base URL (no slash at the end); port 0 takes a free one.

    Raises ConfigError when the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host}:{port}: {error.strerror}", remedy="choose another port, or end what uses this one"
        ) from error
    config = uvicorn.Config(
        application, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=GRACE_FOR
    )
    server = _Server(config)
    name = f"[{host}]" if family is socket.AF_INET6 else host
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn offers a flag, no event
            await asyncio.sleep(0.01)
        yield f"http://{name}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
