"""Envelope → file: for dry runs. The same message again is the same file, so nothing is there twice."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from dispatcher.errors import TransportError
from dispatcher.model import DeliveryState, Reply, Stage
from dispatcher.transport.envelope import Envelope, Reached
from dispatcher.transport.outcomes import Outcome
from dispatcher.transport.relay import FolderRelay
from dispatcher.transport.supply import Supply
from dispatcher.transport.tally import Ended, Tally


class Folder:
    """A `Carrier` that writes files."""

    surprised = False

    def __init__(self, path: Path, supply: Supply, tally: Tally) -> None:
        self.path = path
        self._supply = supply
        self._tally = tally
        self._usable = True

    @classmethod
    async def open(cls, relay: FolderRelay, supply: Supply, tally: Tally) -> Folder:
        """Make the folder where it is missing. Raises TransportError when nothing can be written there."""
        try:
            await asyncio.to_thread(_probe, relay.path)
        except OSError as error:
            raise TransportError(
                f"the folder cannot be written: {error.strerror}",
                place=str(relay.path),
                remedy="check [smtp] path and its permissions; what is queued stays queued",
            ) from error
        return cls(relay.path, supply, tally)

    async def carry(self, first: Envelope) -> None:
        """Write one file after the other; what the ledger raises is raised."""
        envelope: Envelope | None = first
        ended: Ended | None = None
        while envelope is not None and self._usable and not self._supply.ended:
            message = self._tally.begin(envelope)
            ours, ended = await self._tally.turn(ended, intend=message), None
            if ours:
                ended = (message, await self._written(envelope))
            envelope = self._supply.ready() if self._usable else None
            if envelope is None and ended is not None:
                await self._tally.turn(ended)
                ended = None
            if envelope is None and self._usable:
                envelope = await self._supply.ask(is_open=True)
        if ended is not None:
            await self._tally.turn(ended)
        if envelope is not None:
            self._supply.give_back(envelope)

    async def _written(self, envelope: Envelope) -> Reached:
        try:
            path = await asyncio.to_thread(write, envelope, self.path)
        except OSError as error:
            self._usable = False
            why = f"not sent: {self.path} cannot be written ({error.strerror})"
            return Reached(Stage.BODY, own=Outcome(DeliveryState.DEFERRED, why))
        return Reached(Stage.REPLY, Reply(250, f"written to {path.name}"))

    def wind_up(self) -> None:
        """A file under way is soon written."""

    def cut(self) -> None:
        """Nothing can be cut."""

    async def close(self) -> None:
        """Nothing is open between two files."""


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
