"""Envelope → file: for dry runs. The same message again is the same file, so nothing is there twice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from dispatcher.errors import TransportError
from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.envelope import Envelope, Ledger, Reached
from dispatcher.transport.outcomes import Outcome
from dispatcher.transport.relay import FolderRelay


class Folder:
    """A carrier that writes files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.usable = True
        self.messages = 0

    @classmethod
    async def open(cls, relay: FolderRelay) -> Folder:
        """Make the folder where it is missing. Raises TransportError when nothing can be written there."""
        try:
            await asyncio.to_thread(_probe, relay.path)
        except OSError as error:
            raise TransportError(
                f"the folder cannot be written: {error.strerror}",
                place=str(relay.path),
                remedy="check [smtp] path and its permissions; what is queued stays queued",
            ) from error
        return cls(relay.path)

    async def deliver(self, envelope: Envelope, ledger: Ledger, *, stopping: Callable[[], bool]) -> Reached | None:
        """Write one file; None when the ledger says that the delivery is no longer ours, or the run ended first."""
        self.messages += 1
        if stopping() or not await ledger.intend(envelope.delivery_id):
            return None
        try:
            path = await asyncio.to_thread(write, envelope, self.path)
        except OSError as error:
            self.usable = False
            why = f"not sent: {self.path} cannot be written ({error.strerror})"
            return Reached(Stage.BODY, own=Outcome(DeliveryState.DEFERRED, why))
        return Reached(Stage.REPLY, Reply(250, f"written to {path.name}"))

    async def close(self) -> None:
        """Nothing is open between two files."""
        self.usable = False


def write(envelope: Envelope, folder: Path) -> Path:
    """
    Write `<file_stem>.eml` whole or not at all; raises OSError when the folder cannot be written.

    Durable when it returns: a file that a ledger calls sent is there after a power cut.
    """
    path = folder / f"{envelope.file_stem or envelope.delivery_id}.eml"
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.write(envelope.data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    _make_durable(folder)
    return path


def _probe(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".probe"
    probe.touch()
    probe.unlink(missing_ok=True)


def _make_durable(folder: Path) -> None:
    """The new name must be durable too; Windows cannot open folders and needs no such thing."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
