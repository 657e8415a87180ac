"""What the contenders send to: smtp-sink on loopback, by itself or behind a distance."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

BACKLOG = 200


def missing() -> str | None:
    """Which of Postfix's two test programs is not here, if one is not."""
    return next((name for name in ("smtp-sink", "smtp-source") if shutil.which(name, path=_path()) is None), None)


def found(name: str) -> str:
    """Where such a program is."""
    return shutil.which(name, path=_path()) or name


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Postfix's smtp-sink, which takes all and keeps none; yields its port."""
    port = _free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([found("smtp-sink"), *user, f"127.0.0.1:{port}", str(BACKLOG)]) as sink:
        try:
            _listening(port)
            yield port
        finally:
            sink.kill()


@contextmanager
def far_away(port: int, *, round_trip: float) -> Iterator[int]:
    """The same server `round_trip` seconds away; yields the port that leads there."""
    words = [sys.executable, "-m", "tests.benchmarks.peers.distance", str(port), str(round_trip / 2)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as proxy:
        try:
            yield int(proxy.stdout.readline())
        finally:
            proxy.kill()


def _path() -> str:
    return "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _listening(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
