"""
The in-process runner: CPU-heavy work in a few processes, so that the event loop goes on answering.

The children are started clean (never by forking us), never open the database, and end with the parent, however it ends.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import ParamSpec, TypeVar

from dispatcher import log

P = ParamSpec("P")
R = TypeVar("R")
logger = log.get()


class CpuPool:
    """Runs importable functions on picklable arguments; its processes start at the first call."""

    def __init__(self, processes: int | None = None, *, preload: Sequence[str] = ()) -> None:
        self._processes = processes or min(os.cpu_count() or 1, 4)
        self._preload = list(preload)  # modules that every child wants: imported once, where the platform forks servers
        self._pool: ProcessPoolExecutor | None = None
        self._impossible = False

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """
        Call `function` in a child; what it raises is raised here.

        When a child was killed, the pool is replaced and the call made once more. Raises BrokenProcessPool when that
        one dies as well: then it is the call that kills. Where the platform has no process pools, a thread does it.
        """
        call = partial(function, *args, **kwargs)
        try:
            return await self._call(call)
        except BrokenProcessPool:
            return await self._call(call)

    async def close(self) -> None:
        """End the children; what they are at is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            children = list((pool._processes or {}).values())  # noqa: SLF001 - the pool has no way to end what a child is at
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.kill()

    async def _call(self, call: Callable[[], R]) -> R:
        pool = self._open()
        if pool is None:
            return await asyncio.to_thread(call)
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, call)
        except BrokenProcessPool:
            if self._pool is pool:  # the first of those who waited; the others find the new one
                logger.warning("cpu_pool.broken")
                self._pool = None
            raise

    def _open(self) -> ProcessPoolExecutor | None:
        if self._pool is None and not self._impossible:
            try:
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=_context(self._preload), initializer=_begin
                )
            except (ImportError, NotImplementedError, OSError) as error:  # no semaphores: some containers and BSDs
                logger.warning("cpu_pool.impossible", error=str(error))
                self._impossible = True
        return self._pool


def _context(preload: list[str]) -> ForkServerContext | SpawnContext:
    """A fork server where there is one: a child then costs a fork of a clean process, not a start of Python."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *preload])
    return context


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    # A worker waits for work on a pipe whose other end its siblings hold open: without this, kill -9 of the parent
    # leaves all of them behind for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
