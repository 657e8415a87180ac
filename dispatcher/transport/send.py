"""
Envelope → Attempt: a few connections that each take the next message when they are free.

Nothing is tried one by one against a server that is not there: when no connection can be opened, the run ends, and what was not begun
stays as it was. What refusals end it stands in `tally.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from dispatcher import log
from dispatcher.errors import TransportError
from dispatcher.transport.envelope import Envelope, Ledger, SendReport
from dispatcher.transport.folder import Folder
from dispatcher.transport.pipeline import Pipeline
from dispatcher.transport.relay import FolderRelay, Relay
from dispatcher.transport.session import Session
from dispatcher.transport.supply import Supply
from dispatcher.transport.tally import Tally

_REFUSED_FOR = 60.0  # seconds until a server that wanted fewer connections is asked for one more
logger = log.get()


class Carrier(Protocol):
    """An open way to a relay."""

    @property
    def surprised(self) -> bool:
        """Whether the next one had better go step by step."""

    async def carry(self, first: Envelope) -> None:
        """Take messages, `first` first, as long as there are some and the way is open; raises what the ledger raises."""

    def wind_up(self) -> None:
        """The run ends: come back as soon as the body under way is answered."""

    def cut(self) -> None:
        """Wait for nothing any more."""

    async def close(self) -> None:
        """Take leave; never raises for what the other side does."""


async def send(
    envelopes: AsyncIterator[Envelope],
    *,
    relay: Relay | FolderRelay,
    ledger: Ledger,
    now: Callable[[], datetime],
    stop: asyncio.Event | None = None,
    still: Callable[[Envelope], bool] | None = None,
) -> SendReport:
    """
    Send every envelope, reporting each to the ledger; `stop` ends it after the bodies under way, which have `timeouts.stop`.

    One call may serve a million: connections are kept, and opened as envelopes come. The iterator is asked for a few envelopes
    ahead of need, may wait for as long as it likes, and is cancelled where the run ends before it does. What it yielded and the
    ledger never heard of is untouched. `still` is asked of an envelope that had to wait, or came back, when its turn comes:
    False leaves it to whoever yielded it.

    Never raises for what a server does. What the ledger raises (StorageError) ends the run as `stop` does; what the iterator
    raises ends it after the envelopes it yielded before. The first of them is raised then: nothing is left in doubt by it.
    """
    run = _Run(envelopes, relay, ledger, now, still=still)
    async with asyncio.TaskGroup() as group:
        beside = [group.create_task(run.fetch())]
        if stop is not None:
            beside.append(group.create_task(run.heed(stop)))
        beside.append(group.create_task(run.see_to_the_end()))
        connections = [group.create_task(run.connection()) for _ in range(relay.connections)]
        await asyncio.wait(connections)
        for each in beside:
            each.cancel()
    if run.trouble is not None:
        raise run.trouble
    return run.report


class _Run:
    """What the connections of one run share."""

    def __init__(
        self,
        envelopes: AsyncIterator[Envelope],
        relay: Relay | FolderRelay,
        ledger: Ledger,
        now: Callable[[], datetime],
        *,
        still: Callable[[Envelope], bool] | None,
    ) -> None:
        self._relay = relay
        self._ending = asyncio.Event()
        self.report = SendReport()
        self.trouble: Exception | None = None
        self._supply = Supply(envelopes, ahead=2 * relay.connections, still=still)
        self._tally = Tally(ledger, relay=relay.name, now=now, report=self.report, end=self._end)
        self._carriers: set[Carrier] = set()
        self._opening: set[asyncio.Task[Carrier]] = set()
        self._first = asyncio.Lock()

    async def fetch(self) -> None:
        """Get envelopes for all connections."""
        try:
            await self._supply.fetch()
        except Exception as error:  # noqa: BLE001 - raised by `send` when what was fetched before has gone
            self.trouble = self.trouble or error

    async def heed(self, stop: asyncio.Event) -> None:
        """Wait for it."""
        await stop.wait()
        self._end()

    async def see_to_the_end(self) -> None:
        """Once nothing is to be begun any more: wait for what is under way, but not for ever."""
        await self._ending.wait()
        for carrier in self._carriers:
            carrier.wind_up()
        if isinstance(self._relay, Relay):
            timeouts = self._relay.timeouts
            if self._opening:
                await asyncio.wait(self._opening, timeout=timeouts.quit)
            for opening in self._opening:
                opening.cancel()
            await asyncio.sleep(timeouts.stop)
            for carrier in self._carriers:
                carrier.cut()

    async def connection(self) -> None:
        """One connection after another, until nothing is left."""
        try:
            while (envelope := await self._supply.ask(is_open=False)) is not None:
                carrier = await self._replaced()
                if carrier is not None:
                    await self._carried(carrier, envelope)
                    continue
                self._supply.give_back(envelope)
                if not await self._supply.rest(_REFUSED_FOR):
                    return
        except Exception as error:  # noqa: BLE001 - raised by `send` when the other connections have finished
            self.trouble = self.trouble or error
            self._end()

    async def _carried(self, carrier: Carrier, first: Envelope) -> None:
        self._carriers.add(carrier)
        try:
            if self._supply.ended:  # while it was opened
                self._supply.give_back(first)
            else:
                await carrier.carry(first)
        finally:
            if carrier.surprised and isinstance(self._relay, Relay):
                self._relay = replace(self._relay, pipelining=False)
            try:
                await carrier.close()
            finally:
                self._carriers.discard(carrier)  # only now: a server that takes few at a time still counts this one

    async def _replaced(self) -> Carrier | None:
        """A new connection; None when there is none to be had. While none is open, they are opened one at a time."""
        if not self._carriers:
            async with self._first:
                if not self._carriers:
                    return await self._opened()
        return await self._opened()

    async def _opened(self) -> Carrier | None:
        if self._supply.ended:
            return None
        opening = asyncio.create_task(self._open())
        self._opening.add(opening)
        try:
            await asyncio.wait([opening])
        finally:
            self._opening.discard(opening)
            opening.cancel()  # where we are cancelled ourselves
        if opening.cancelled():
            return None
        try:
            return opening.result()
        except TransportError as error:
            if self._carriers or self._opening:  # this server wants fewer at a time
                logger.info("connection.refused", open=len(self._carriers), error=str(error))
            else:
                self.report.unreachable = self.report.unreachable or str(error)
                self._end()
        return None

    async def _open(self) -> Carrier:
        if isinstance(self._relay, FolderRelay):
            return await Folder.open(self._relay, self._supply, self._tally)
        session = await Session.open(self._relay)
        timeouts = self._relay.timeouts
        return Pipeline(session, self._supply, self._tally, idle=timeouts.idle, quit_within=timeouts.quit)

    def _end(self) -> None:
        self._supply.end()
        self._ending.set()
