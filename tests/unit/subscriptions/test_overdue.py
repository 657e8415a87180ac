"""How late is too late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.model import Cadence
from dispatcher.subscriptions.overdue import allowed, is_overdue
from dispatcher.subscriptions.slots import latest_slot
from tests.fakes.people import NOON, SUBSCRIPTION


@pytest.mark.parametrize(("cadence", "hours"), [(Cadence.DAILY, 24), (Cadence.WEEKDAYS, 24), (Cadence.WEEKLY, 168)])
def test_a_cadence_is_allowed_where_a_list_says_nothing(cadence, hours):
    assert allowed(cadence, None) == timedelta(hours=hours)
    assert allowed(cadence, 3) == timedelta(hours=3)


@pytest.mark.parametrize("hour", range(24))
def test_a_daily_digest_is_in_time_at_whatever_hour_somebody_asks_for_it(hour):
    now = NOON + timedelta(hours=hour)
    assert not is_overdue(latest_slot(SUBSCRIPTION, now), now, max_lateness=None)


def test_fridays_digest_does_not_come_on_sunday():
    sunday = NOON + timedelta(days=5)
    slot = latest_slot(replace(SUBSCRIPTION, cadence=Cadence.WEEKDAYS), sunday)
    assert is_overdue(slot, sunday, max_lateness=None)
    assert not is_overdue(slot, slot.due_at + timedelta(days=1), max_lateness=None)
