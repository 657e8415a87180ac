"""Envelope → file: for dry runs. The same message again is the same file, so nothing is there twice."""

from __future__ import annotations

import os
from pathlib import Path

from dispatcher.transport.envelope import Envelope


def write(envelope: Envelope, folder: Path) -> Path:
    """
    Write `<file_stem>.eml` whole or not at all; raises OSError when the folder cannot be written.

    Durable when it returns: a file that a ledger calls sent is there after a power cut.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{envelope.file_stem or envelope.delivery_id}.eml"
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.write(envelope.data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return path
