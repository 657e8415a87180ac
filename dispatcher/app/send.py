"""
Delivery → Attempt: hand what is due to the relays, and keep the ledger.

One run: claims are made ahead of need, each relay takes its share from one stream over all its connections, and one ledger commits the
outcomes and intents of all of them together, once per round trip. Several processes may run it on PostgreSQL at the same time.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app import reached
from dispatcher.app.account import Account, Progress
from dispatcher.app.bootstrap import App
from dispatcher.app.claims import BATCH, Claims
from dispatcher.app.doubt import recover, seen_to
from dispatcher.app.lock import held
from dispatcher.app.relays import Relays, relays_of
from dispatcher.app.report import Report
from dispatcher.app.streams import Stream
from dispatcher.app.witness import Witness
from dispatcher.model import DeliveryState
from dispatcher.transport import GroupLedger, send

__all__ = ["BATCH", "Progress", "Sent", "run"]
DOWN_FOR = timedelta(minutes=1)  # a relay that did not answer: meanwhile the others are asked first
logger = log.get()


@dataclass(kw_only=True)
class Sent(Report):
    """What became of the deliveries of one run. `sent` means a server took the message, no more."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    in_doubt: int = 0
    unreachable: str | None = None  # why relays took nothing; what no other took stays queued


async def run(
    app: App,
    *,
    now: datetime,
    clock: Callable[[], datetime] | None = None,
    stop: asyncio.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Sent:
    """
    Send all that is due at `now`; `clock` dates the attempts (default: all at `now`).

    `stop` ends it after the bodies under way; what was not begun is released. `progress` is told now and then how far it is. A
    relay that cannot be reached hands over to the next; when none is left the run ends with `unreachable` set and nothing lost.
    """
    clock = clock or (lambda: now)
    if app.db.kind != "sqlite":
        return await _run(app, now=now, clock=clock, stop=stop, progress=progress)
    with held(app.workspace.send_lock) as other:
        if other is not None:
            return Sent(unreachable=f"process {other} is sending from this workspace")
        return await _run(app, now=now, clock=clock, stop=stop, progress=progress)


async def _run(
    app: App,
    *,
    now: datetime,
    clock: Callable[[], datetime],
    stop: asyncio.Event | None,
    progress: Callable[[Progress], None] | None,
) -> Sent:
    witness = Witness(app)
    if (objection := await witness.objection(now)) is not None:
        return Sent(unreachable=objection)
    await app.db.note_owed()
    alone = app.db.kind == "sqlite"
    await recover(app, now=now, alone=alone)

    async def objections() -> str | None:
        return None if await witness.raised(now) else await witness.objection(now)

    relays, moved, ending = relays_of(app), asyncio.Event(), asyncio.Event()
    due = await _due(app, now) if progress else 0
    async with (
        app.db.sending(token=secrets.token_hex(8)) as held_by_us,
        seen_to(app, clock=clock, alone=alone),
        _heeded(stop, ending),
    ):
        claims = Claims(app, relays, held_by_us, clock=clock, stopping=ending.is_set, objection=objections)
        account = Account(app, relays, claims, clock=clock, moved=moved, progress=progress, due=due)
        ledger = GroupLedger(account.commit)
        try:
            while claims.may_take_over() and await claims.fill():
                await _round(app, relays, claims, ledger, moved=moved, clock=clock, ending=ending)
        finally:
            await ledger.finish()
            await account.spread()
            await claims.close()
    if progress:
        progress(account.progress())
    report = _report(account, claims)
    if report.sent or report.in_doubt:
        await witness.raised(now, at_once=True)
    if not claims.paused and (report.unreachable or report.anything):
        await reached.note(app, report.unreachable, now=now)
    if report.anything:
        logger.info("outbox.sent", **report.as_dict())
    return report


async def _round(
    app: App,
    relays: Relays,
    claims: Claims,
    ledger: GroupLedger,
    *,
    moved: asyncio.Event,
    clock: Callable[[], datetime],
    ending: asyncio.Event,
) -> None:
    """All relays side by side, until nothing is left that was due, or one of them takes nothing more."""

    async def over(name: str) -> None:
        stream = Stream(app, name, claims, ledger, moved=moved, clock=clock)
        relay = relays.by_name[name]
        report = await send(aiter(stream), relay=relay, ledger=ledger, now=clock, stop=ending, still=stream.still)
        why = report.unreachable or claims.refused.get(name)
        if why is not None:
            logger.warning("relay.unreachable", relay=name, reason=why)
            app.learned.down[name] = clock() + DOWN_FOR
            claims.give_up(name, why)
        elif report.sent and app.learned.down.pop(name, None) is not None:
            logger.info("relay.answered", relay=name)

    async def over_or_end(name: str) -> None:
        try:
            await over(name)
        except BaseException:
            ending.set()  # what one of them cannot go on with, the others need not begin
            raise

    names = [name for name in relays.by_name if name not in claims.refused]
    for trouble in await asyncio.gather(*map(over_or_end, names), return_exceptions=True):
        if isinstance(trouble, BaseException):
            raise trouble


@asynccontextmanager
async def _heeded(stop: asyncio.Event | None, ending: asyncio.Event) -> AsyncIterator[None]:
    """Inside, `ending` is set with `stop`, and may be set without it."""
    if stop is None:
        yield
        return
    if stop.is_set():
        ending.set()

    async def heed() -> None:
        await stop.wait()
        ending.set()

    heeding = asyncio.create_task(heed())
    try:
        yield
    finally:
        heeding.cancel()


async def _due(app: App, now: datetime) -> int:
    async with app.db.reading() as tx:
        return await tx.paces.due(now)


def _report(account: Account, claims: Claims) -> Sent:
    states = account.states
    unreachable = None
    if claims.paused:
        unreachable = claims.paused
    elif claims.refused and (claims.is_stranded or not claims.may_take_over()):
        unreachable = "; ".join(
            f"{name}: {why}" if len(claims.refused) > 1 else why for name, why in claims.refused.items()
        )
    return Sent(
        sent=states[DeliveryState.SENT],
        deferred=states[DeliveryState.DEFERRED],
        failed=states[DeliveryState.FAILED] + states[DeliveryState.EXPIRED],
        in_doubt=states[DeliveryState.IN_DOUBT],
        unreachable=unreachable,
    )
