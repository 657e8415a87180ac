"""What a killed process left, and what becomes of mail that is in doubt: the three policies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from dispatcher import log
from dispatcher.app import evidence
from dispatcher.app.bootstrap import App
from dispatcher.db.doubts import InDoubt
from dispatcher.errors import StorageError
from dispatcher.model import DeliveryState
from dispatcher.transport.evidence import Finding, Verdict

UNKNOWN_FOR = timedelta(days=1)  # after which what no evidence settles is the operator's
LOOK_EVERY = 60.0  # seconds, in a run that goes on
logger = log.get()


async def recover(app: App, *, now: datetime, alone: bool) -> None:
    """What a killed process left: bodies that may have left are in doubt, and the policy says what becomes of those."""
    async with app.db.transaction() as tx:
        found = await tx.outbox.interrupted(now, alone=alone)
    if found:
        logger.warning("deliveries.in_doubt", deliveries=found, policy=app.settings.smtp.in_doubt)
    await decide(app, now=now)


async def decide(app: App, *, now: datetime) -> None:
    """Let the policy say what becomes of all that is in doubt now."""
    policy = app.settings.smtp.in_doubt
    async with app.db.transaction() as tx:
        await tx.outbox.noted_late(now)
        if policy == "resend":
            await tx.outbox.resend_in_doubt(now)
        elif policy == "hold":
            await tx.outbox.hold_in_doubt()
    if policy == "reconcile":
        await reconcile(app, now=now)


@asynccontextmanager
async def seen_to(app: App, *, clock: Callable[[], datetime], alone: bool) -> AsyncIterator[None]:
    """Inside, what comes to be in doubt is seen to once a minute: a run over a million takes hours, a doubt must not."""

    async def see_to() -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                # What this process is sending is no doubt; where it is alone, nobody else can have left one meanwhile.
                await (decide(app, now=clock()) if alone else recover(app, now=clock(), alone=False))
            except StorageError as error:
                logger.warning("doubts.unseen", reason=str(error))

    seeing = asyncio.create_task(see_to())
    try:
        yield
    finally:
        seeing.cancel()
        await asyncio.gather(seeing, return_exceptions=True)


async def reconcile(app: App, *, now: datetime) -> None:
    """Ask the relays' evidence about all that is in doubt, and settle what it knows. The rest waits, at most a day."""
    async with app.db.reading() as tx:
        doubts = await tx.outbox.in_doubt()
    if not doubts:
        evidence.forget(app)
        return
    verdicts = await evidence.verdicts(app, doubts, now=now)
    decided = [(doubt, *settled(doubt, verdicts[doubt.delivery_id], now=now)) for doubt in doubts]
    changed = [each for each in decided if each[1] is not DeliveryState.IN_DOUBT or each[2] != each[0].reason]
    if not changed:
        return
    settled_as: Counter[str] = Counter()
    async with app.db.transaction() as tx:
        for doubt, state, reason in changed:
            if state is DeliveryState.IN_DOUBT:
                await tx.outbox.explain_doubt(doubt, reason)
            else:
                settled_as[state.value] += await tx.outbox.settle_doubt(doubt, state, reason, now=now)
    if settled_as.total():
        logger.info("deliveries.reconciled", **settled_as)


def settled(doubt: InDoubt, verdict: Verdict, *, now: datetime) -> tuple[DeliveryState, str]:
    """The state that a verdict leads to, and why. What nobody can know in time is held for the operator."""
    match verdict.finding:
        case Finding.ACCEPTED:
            return DeliveryState.SENT, f"sent: no reply was seen, but {verdict.why}"
        case Finding.ABSENT:
            return DeliveryState.QUEUED, f"queued again after being in doubt: {verdict.why}"
        case Finding.UNKNOWN if now >= min(doubt.doubted_at + UNKNOWN_FOR, doubt.not_after):
            return DeliveryState.HELD, f"held: in doubt, and {verdict.why}"
    return DeliveryState.IN_DOUBT, f"in doubt: {verdict.why}"
