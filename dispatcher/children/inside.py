"""
The inside of a child: frames from stdin → work → frames to stdout, until stdin ends.

Started by `child.py`, never by people. Imports what its work needs and nothing of the application.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from dispatcher.children.frames import read_frame, write_frame
from dispatcher.errors import DispatcherError

try:
    import resource
except ImportError:  # Windows has no limits of this kind; there the wall time alone protects
    resource = None  # type: ignore[assignment]  # the module or nothing


Work = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def main(work: str, *, memory: int, cpu: float) -> None:
    """Serve requests one after another; `memory` in bytes of address space, `cpu` in seconds of CPU for each request."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    module, _, function = work.partition(":")
    answer_to: Work = getattr(import_module(module), function)()
    _limit_memory(memory)
    write_frame(answers, {"ready": True})
    while (frame := read_frame(requests)) is not None:
        head, body = frame
        _limit_cpu(cpu)
        answer: dict[str, Any]
        try:
            answer = answer_to(body, head)
        except DispatcherError as error:
            answer = {"error": error.problem, "place": error.place, "remedy": error.remedy}
        except MemoryError:
            del body, frame
            write_frame(answers, {"error": "", "last": True})
            return
        write_frame(answers, answer)


def _limit_memory(most: int) -> None:
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """Counts anew with each request; the signal kills, also in the middle of a C library's work."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
