from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.transport.evidence.log_time import has_zone, moment

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("stamp", "zone", "now", "meant"),
    [
        (b"2026-11-24T12:00:00.123456+01:00", UTC, NOON, datetime(2026, 11, 24, 11, 0, 0, 123456, tzinfo=UTC)),
        (b"2026-11-24T12:00:00Z", BERLIN, NOON, NOON),
        (b"2026-11-24T12:00:00", BERLIN, NOON, NOON - timedelta(hours=1)),
        (b"Nov 24 12:00:00", UTC, NOON, NOON),
        (b"Nov 24 12:00:00", BERLIN, NOON, NOON - timedelta(hours=1)),
        (b"Nov  4 12:00:00", UTC, NOON, datetime(2026, 11, 4, 12, tzinfo=UTC)),
        (b"Dec 31 23:59:58", UTC, datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 58, tzinfo=UTC)),
        (
            b"Jan  1 00:00:01",
            UTC,
            datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),
        ),
        (b"Nov 30 12:00:00", UTC, NOON, datetime(2025, 11, 30, 12, tzinfo=UTC)),
        (b"Feb 29 12:00:00", UTC, NOON, datetime(2024, 2, 29, 12, tzinfo=UTC)),
        (b"Jun 30 23:59:60", UTC, NOON, datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)),  # a leap second
    ],
)
def test_a_stamp_stands_for_a_moment(stamp, zone, now, meant):
    assert moment(stamp, zone=zone, now=now) == meant


def test_an_hour_that_comes_twice_is_the_first_or_the_second():
    twice, later = b"Oct 25 02:30:00", datetime(2026, 10, 26, tzinfo=UTC)
    assert moment(twice, zone=BERLIN, now=later) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(twice, zone=BERLIN, now=later, second=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp", [b"", b"Nov 24", b"Nov 32 12:00:00", b"Nix 24 12:00:00", b"2026-13-24T12:00:00Z", b"\xff"]
)
def test_what_is_no_stamp_is_no_moment(stamp):
    assert moment(stamp, zone=UTC, now=NOON) is None


@given(st.integers(0, 15 * 365 * 86400), st.integers(0, 360))
def test_every_second_of_the_last_year_is_read_back(seconds, days):
    written_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    now = written_at + timedelta(days=days)
    stamp = f"{written_at:%b} {written_at.day:2} {written_at:%H:%M:%S}".encode()
    assert moment(stamp, zone=UTC, now=now) == written_at
    assert not has_zone(stamp)
    assert has_zone(written_at.isoformat().encode())
