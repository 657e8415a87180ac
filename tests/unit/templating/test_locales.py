from datetime import UTC, date, datetime

import pytest

from dispatcher.templating.locales import Locale, day_in
from tests.fakes.sample_mails import TEMPLATES

LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def locale(time_zone, language="en", day=date(2026, 11, 24)):
    return Locale(wording=TEMPLATES.wording(language), day=day, time_zone=time_zone)


@pytest.mark.parametrize(
    ("time_zone", "expected"),
    [
        ("", "23 November, 23:30\u00a0UTC"),
        ("Europe/Berlin", "00:30\u00a0CET"),
        ("America/New_York", "23 November, 18:30\u00a0EST"),
        ("Asia/Dubai", "03:30\u00a0UTC+04"),
        ("Nowhere/Land", "23 November, 23:30\u00a0UTC"),
    ],
)
def test_a_moment_is_told_on_the_readers_clock(time_zone, expected):
    assert locale(time_zone).moment(LATE, zoned=True) == expected


def test_the_year_is_told_when_it_is_another_one():
    assert locale("", day=date(2027, 1, 1)).moment(LATE) == "23 November 2026, 23:30"
    assert locale("", "ko", day=date(2027, 1, 1)).moment(LATE) == "2026년 11월 23일 23:30"


def test_the_day_depends_on_the_zone():
    assert (day_in("", LATE), day_in("Asia/Seoul", LATE)) == (date(2026, 11, 23), date(2026, 11, 24))
