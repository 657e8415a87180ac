"""
Slot → whether it is too late for it.

A digest that comes too late is worse than the next one, which covers the time, so that nothing is lost. Too late is what the list says;
where it says nothing, a whole cadence: a machine that was switched on in the evening still tells that day's news, as does a rehearsal with
`--now`, at whatever hour; but Friday's digest comes on no Sunday to who wants it on weekdays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatcher.model import Cadence, Slot

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


def allowed(cadence: Cadence, max_lateness: int | None) -> timedelta:
    """How late a digest may be published: so many hours, or a whole cadence. `weekdays` has the cadence of a day."""
    if max_lateness is not None:
        return timedelta(hours=max_lateness)
    return A_WEEK if cadence is Cadence.WEEKLY else A_DAY


def is_overdue(slot: Slot, now: datetime, *, max_lateness: int | None) -> bool:
    """Whether a slot is to be skipped."""
    return now - slot.due_at > allowed(slot.cadence, max_lateness)
