"""Postfix's own test server, with the faults it knows, and its own copies of what it took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab import daemons, judges


@contextmanager
def smtp_sink(*options: str) -> Iterator[tuple[int, Path]]:
    """Its port, and the folder where each message that it took is a file."""
    program = judges.command("smtp-sink")
    with daemons.folder() as folder:
        folder.chmod(0o777)  # it becomes nobody
        port = daemons.free_port()
        as_nobody = ("-u", "nobody") if daemons.is_root() else ()
        command = [program, *as_nobody, *options, "-d", f"{folder}/taken.", f"127.0.0.1:{port}", "100"]
        with daemons.running(command, port=port, log=folder / "log"):
            yield port, folder


def taken(folder: Path) -> list[bytes]:
    """The messages, in no order."""
    return [path.read_bytes() for path in folder.glob("taken.*")]
