"""
The ledger as a sender holds it: leases, and group commits of intents and outcomes.

Every call is one transaction and durable when it returns. What is held is renewed while its holder lives, so that a lease never
runs out under a sender that waits for a slow server; when it dies, its leases do within five minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from dispatcher import clock, log
from dispatcher.errors import StorageError
from dispatcher.model import Attempt, Delivery, Intent

if TYPE_CHECKING:
    from dispatcher.db.database import Database

LEASE_FOR = timedelta(minutes=5)  # what a node that died held is taken up by another so soon
RENEWALS = 6  # in the time of a lease: several may fail (the database gone for a while) before it is over
T = TypeVar("T")
logger = log.get()


class SendingLedger:
    """
    One run's hold on the outbox; `token` fences every move: a row that another took over is not moved, nor sent.

    Lease as often as there is room, and give back with `release`, `postpone`, or an outcome all that was leased: what is
    forgotten stays held. Outcomes whose commit failed are owed: the next commit notes them first, and where there is none any more
    (the database was gone until the end), `Database.note_owed` does.
    """

    def __init__(self, db: Database, *, token: str) -> None:
        self._db = db
        self._moves = db.moves()
        self._token = token
        self._held: set[int] = set()
        self._owed: dict[tuple[int, datetime], Attempt] = {}
        self._unsent: set[int] = set()  # intents whose commit failed: nobody sent them, though they may be durable
        self._seen_at: tuple[datetime, float] | None = None  # the last `now` we were told, and when that was
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.release()
        except StorageError:
            if error is None:
                raise
        finally:
            await self.close()

    @property
    def is_clear(self) -> bool:
        """Whether the database knows all that we do."""
        return not (self._owed or self._unsent)

    async def lease(self, *, now: datetime, limit: int) -> list[Delivery]:
        """
        Claim at most `limit` deliveries due at `now`, the longest waiting first; none only when nothing is due.

        What is past its `not_after` expires instead, and what is stopped is passed over.
        """
        return await _undisturbed(self._lease(now, limit))

    async def commit(self, intents: Sequence[Intent], settled: Sequence[Attempt], *, now: datetime) -> set[int]:
        """
        Note outcomes and intents; returns the ids of the intents that are ours: the others must not be sent.

        Not ours is what another process took over when its lease was over, or may have while a database that hangs let us
        wait for so long; what is stopped meanwhile; and mail to people who left. A delivery that is no longer ours keeps its state; the attempt at it is noted anyhow. Raises StorageError:
        then none of the intents holds, and the outcomes are owed.
        """
        return await _undisturbed(self._commit(intents, settled, now))

    async def postpone(self, later: Mapping[int, tuple[datetime, str | None]]) -> None:
        """
        Give back deliveries that were leased and have no room now: each is due again at its moment. No attempt is noted.

        With each moment goes the reason, for the operator; None leaves the old one.
        """
        await _undisturbed(self._postpone(later))

    async def renew(self, *, now: datetime) -> None:
        """Let everything held hold for as long again from `now`. Called by itself while anything is held."""
        await _undisturbed(self._renew(now))

    async def release(self) -> int:
        """Give back the leases that came to no intent, and note what is owed. Returns how many leases."""
        return await _undisturbed(self._release())

    async def close(self) -> None:
        """Close the connection; leases stay as they are, and what is owed stays known to this process."""
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing
            self._renewing = None
        await self._moves.close()
        self._db.forget(self)

    async def _lease(self, now: datetime, limit: int) -> list[Delivery]:
        self._note_time(now)
        while True:
            claim = await self._moves.claim(now=now, until=now + LEASE_FOR, limit=limit, token=self._token)
            expired = await self._db.expire(now) if claim.overdue else 0
            self._held.update(delivery.id for delivery in claim.deliveries)
            if self._held and self._renewing is None:
                self._renewing = asyncio.create_task(self._renew_for_ever())
            if claim.deliveries or not (claim.aside or expired):
                return claim.deliveries

    async def _commit(self, intents: Sequence[Intent], settled: Sequence[Attempt], now: datetime) -> set[int]:
        self._note_time(now)
        outcomes = {each.delivery_id for each in settled}
        # An outcome gives the lease up, so that an intent beside it has none.
        wanted = [each for each in intents if each.delivery_id not in outcomes]
        begun = clock.monotonic()
        try:
            owed = await self._made_good(now)
            ours = await self._moves.commit(
                wanted, [*owed, *settled], token=self._token, now=now, until=now + LEASE_FOR
            )
        except StorageError:
            self._owed |= {(each.delivery_id, each.started_at): each for each in settled}
            self._unsent.update(each.delivery_id for each in wanted)
            raise
        self._held -= outcomes | {number for number, _ in self._owed}
        self._owed.clear()
        self._held.difference_update(each.delivery_id for each in wanted if each.delivery_id not in ours)
        if clock.monotonic() - begun >= (LEASE_FOR - LEASE_FOR / RENEWALS).total_seconds():
            self._unsent |= ours  # the leases of these intents are about to end: another may send them
            return set()
        return ours

    async def _made_good(self, now: datetime) -> list[Attempt]:
        """Undo the intents of a commit that failed. Returns the outcomes that are still to be noted."""
        if self._unsent:
            await self._moves.take_back(list(self._unsent), token=self._token, now=now)
            self._unsent.clear()
        if not self._owed:
            return []
        # A connection can break after the server committed.
        noted = await self._moves.noted(list(self._owed.values()))
        return [each for key, each in self._owed.items() if key not in noted]

    async def _postpone(self, later: Mapping[int, tuple[datetime, str | None]]) -> None:
        if later:
            await self._moves.postpone([(number, *turn) for number, turn in later.items()], token=self._token)
            self._held -= later.keys()

    async def _renew(self, now: datetime) -> None:
        held = list(self._held)
        if held:
            ours = await self._moves.renew(held, token=self._token, until=now + LEASE_FOR)
            self._held.difference_update(set(held) - ours)

    async def _release(self) -> int:
        if self._seen_at is not None and not self.is_clear:
            await self._commit([], [], self._seen_at[0])
        if not self._held:
            return 0
        given_back = await self._moves.give_back(list(self._held), token=self._token)
        self._held -= given_back
        return len(given_back)

    def _note_time(self, now: datetime) -> None:
        self._seen_at = (now, clock.monotonic())

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep((LEASE_FOR / RENEWALS).total_seconds())
            if self._seen_at is None:
                continue
            told, at = self._seen_at
            try:
                await self.renew(now=told + timedelta(seconds=clock.monotonic() - at))
            except StorageError as error:
                logger.warning("leases.unrenewed", deliveries=len(self._held), reason=str(error))


async def _undisturbed(moving: Coroutine[Any, Any, T]) -> T:
    """Await `moving` to its end, also when the caller is cancelled: a move that is begun is made, and known to us."""
    task = asyncio.ensure_future(moving)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
