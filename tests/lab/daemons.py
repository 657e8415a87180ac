"""A judge that listens: started in a folder of its own on loopback, waited for, and stopped by its own process id."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

START_WITHIN = (
    300.0  # seconds; rspamd compiles ten thousand suffixes of domains for 20, longer where others compute as well
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that a daemon's other users can reach; pytest's own are its user's alone."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


@contextmanager
def running(command: Sequence[str | Path], *, port: int, log: Path, patience: float = 10.0) -> Iterator[None]:
    """
    The process from its first answer on `port` until the block ends; what it wrote is shown when it does not start.

    `patience`: seconds it has to end by itself.
    """
    with log.open("ab") as written:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        if process.poll() is None:
            process.kill()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"{process.args} did not start:\n{log.read_text(errors='replace')[-3000:]}")


def is_root() -> bool:
    return os.geteuid() == 0
