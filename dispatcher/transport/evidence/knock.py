"""A relay that nobody talks to writes no lines, and without later lines nothing is known to be absent: so talk to it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

_AT_MOST = 10.0  # seconds


async def knock(host: str, port: int) -> bool:
    """Connect and hang up, after its greeting where it greets first. Whether it was reached; a relay logs both."""
    try:
        async with asyncio.timeout(_AT_MOST):
            reader, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    try:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_AT_MOST):
                await reader.read(512)
                writer.write(b"QUIT\r\n")
                await reader.read(512)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return True
