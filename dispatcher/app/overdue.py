"""
Slots that are too late → skipped: their readers get the next one, which tells what this one would have told.

A machine that was off for three days so publishes one digest and not three, and none at an hour nobody chose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from dispatcher import log
from dispatcher.app.bootstrap import App
from dispatcher.model import MailingList, Slot, Subscription
from dispatcher.subscriptions.overdue import is_overdue
from dispatcher.subscriptions.slots import latest_slot, look_back, next_slot

logger = log.get()


async def skip(
    app: App, subscriptions: Sequence[Subscription], lists: Mapping[int, MailingList], *, now: datetime
) -> tuple[list[Subscription], Counter[Slot]]:
    """Skip what is too late, in one commit; returns those that are in time, and the readers of each slot that was skipped."""
    in_time, passed = [], []
    skipped: Counter[Slot] = Counter()
    for each in subscriptions:
        slot = latest_slot(each, now)
        if not is_overdue(slot, now, max_lateness=lists[each.list_id].max_lateness):
            in_time.append(each)
            continue
        skipped[slot] += 1
        # Who has seen nothing yet is told from where this, their first digest, would have begun.
        passed.append((each, next_slot(each, now).due_at, each.seen_until or slot.due_at - look_back(slot)))
    if passed:
        async with app.db.transaction() as tx:
            await tx.skips.add(skipped, now)
            await tx.subscriptions.advance(passed)
    return in_time, skipped


def tell(skipped: Counter[Slot], *, now: datetime) -> None:
    """One line of the log for each slot."""
    for slot, readers in sorted(skipped.items(), key=lambda each: (each[0].due_at, each[0].list_id)):
        logger.warning(
            "slot.skipped",
            list=slot.list_id,
            cadence=str(slot.cadence),
            day=slot.day.isoformat(),
            hour=slot.hour,
            time_zone=slot.time_zone,
            late_for=round((now - slot.due_at).total_seconds()),
            readers=readers,
        )
