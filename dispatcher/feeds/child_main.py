"""
The inside of a child: frames from stdin → work → frames to stdout, until stdin ends.

Started by `child.py`, never by people. Imports what its work needs and nothing of the application.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from dispatcher.errors import ParseError
from dispatcher.feeds.frames import read_frame, write_frame

try:
    import resource
except ImportError:  # Windows has no limits of this kind; there the wall time alone protects
    resource = None  # type: ignore[assignment]  # the module or nothing


Work = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def main(work: str, *, memory: int, cpu: int) -> None:
    """Serve requests one after another; `memory` in bytes of address space, `cpu` in seconds for each request."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    answer_to = {"parse": _parsing, "extract": _extracting}[work]()
    _limit_memory(memory)
    write_frame(answers, {"ready": True})
    while (frame := read_frame(requests)) is not None:
        head, body = frame
        _limit_cpu(cpu)
        answer: dict[str, Any]
        try:
            answer = answer_to(body, head)
        except ParseError as error:
            answer = {"error": error.problem}
        except MemoryError:
            del body, frame
            write_frame(answers, {"error": "what the URL answered needs too much memory to be read", "last": True})
            return
        write_frame(answers, answer)


def _parsing() -> Work:
    from dispatcher.feeds.frames import feed_to_json
    from dispatcher.feeds.parse import parse_feed

    return lambda body, head: {
        "feed": feed_to_json(parse_feed(body, url=head["url"], content_type=head["content_type"]))
    }


def _extracting() -> Work:
    from dispatcher.feeds.extract import extract

    return lambda body, head: extract(body, content_type=head["content_type"])


def _limit_memory(most: int) -> None:
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    """The limit counts the whole life of a process, so it moves ahead with each request."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
