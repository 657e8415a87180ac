"""
The in-process runner: CPU-heavy work in a few processes, so that the event loop goes on answering.

The children are started clean (never by fork) and never open the database.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import ParamSpec, TypeVar

from dispatcher import log

P = ParamSpec("P")
R = TypeVar("R")
logger = log.get()


class CpuPool:
    """Runs importable functions on picklable arguments; its processes start at the first call."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or min(os.cpu_count() or 1, 4)
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` in a child. A child that was killed is replaced and the call made once more."""
        call = partial(function, *args, **kwargs)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._open(), call)
        except BrokenProcessPool:
            logger.warning("cpu_pool.broken")
            self._pool = None
            return await loop.run_in_executor(self._open(), call)

    async def close(self) -> None:
        """End the children."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
            )
        return self._pool


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
