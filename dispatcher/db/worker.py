"""One thread that does what it is given, in turn: a hop there and back for each call, and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """A thread for one thing that may be used from one thread alone; it begins with the first call."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._running: Thread | None = None

    async def run(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises. Do not cancel it: the thread would go on with nobody waiting."""
        if self._running is None:
            self._running = Thread(target=self._work, name=self._name, daemon=True)
            self._running.start()
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put((call, answer))
        return await answer

    def end(self) -> None:
        """Let the thread end after what it was given."""
        if self._running is not None:
            self._calls.put(None)
            self._running = None

    def _work(self) -> None:
        while (given := self._calls.get()) is not None:
            call, answer = given
            try:
                result, error = call(), None
            except BaseException as raised:  # noqa: BLE001 - whatever it is, who asked must hear of it
                result, error = None, raised
            with suppress(RuntimeError):  # the loop has ended: nobody is left to hear it
                answer.get_loop().call_soon_threadsafe(_tell, answer, result, error)
            del given, call, answer, result, error


def _tell(answer: asyncio.Future[Any], result: object, error: BaseException | None) -> None:
    if answer.done():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(result)
