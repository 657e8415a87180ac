"""ASGI application → a server on this machine, for as long as its context lasts."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from dispatcher.errors import ConfigError

GRACE_FOR = 5  # seconds an answer under way may still take when the server closes


def listen(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """
    Take an address before there is anything to serve, so that its URL can be written down; port 0 takes a free one.

    Raises ConfigError when the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        # Python writes the address behind the reason; it stands before it here.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise ConfigError(
            f"cannot listen on {host}:{port}: {reason}",
            remedy="choose another port, or end what uses this one",
        ) from error


def url_of(listener: socket.socket) -> str:
    """The base URL under which a listener is reached, no slash at the end."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@asynccontextmanager
async def serving(application: ASGIApp, listener: socket.socket) -> AsyncIterator[str]:
    """
    Serve `application` on `listener` and yield its base URL; at the end answers under way are finished and the socket closed.

    Signals are left alone: whoever runs this decides when it ends.
    """
    config = uvicorn.Config(
        application, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=GRACE_FOR
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn offers a flag, no event
            await asyncio.sleep(0.01)
        yield url_of(listener)
    finally:
        server.should_exit = True
        await running
        listener.close()


class _Server(uvicorn.Server):
    """uvicorn without its own signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
