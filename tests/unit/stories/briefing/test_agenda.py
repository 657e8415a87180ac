"""Days to come, resolved as a reader of that day would."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dispatcher.model import SourceText
from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.briefing.dates import days_named

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def agenda(*texts, published=TUESDAY, now=None, country=None):
    sources = [
        SourceText(id=number, title="Court harbour parliament", text=text, published_at=published, country=country)
        for number, text in enumerate(texts)
    ]
    return write_briefing(sources, now=now or published + timedelta(hours=1)).facts["agenda"]


def days(*texts, **given):
    return [row["date"] for row in agenda(*texts, **given)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The court in Dorvan will rule on Thursday on the harbour wall.", "2026-11-26"),
        ("The court in Dorvan will rule next Monday on the harbour wall.", "2026-11-30"),
        ("The court in Dorvan will hear the harbour case on 8 December.", "2026-12-08"),
        ("The court in Dorvan will hear the harbour case on Dec. 8.", "2026-12-08"),
        ("The court in Dorvan will hear the harbour case on January 8.", "2027-01-08"),
        ("The court in Dorvan will hear the harbour case on 8 June.", "2027-06-08"),
        ("The court in Dorvan will hear the harbour case on 8 June 2028.", "2028-06-08"),
        ("The court in Dorvan will hear the harbour case from 5 to 8 December.", "2026-12-05"),
        ("On Friday the court in Dorvan will hear the case of the harbour.", "2026-11-27"),
        ("Judges said on Monday that the court will hear the case on Wednesday.", "2026-11-25"),
        ("The harbour of Dorvan must answer the court by Friday or pay a fine.", "2026-11-27"),
        ("Dock workers of the harbour have called a strike for Thursday in Dorvan.", "2026-11-26"),
        ("The trial over the harbour wall begins on Thursday in the court of Dorvan.", "2026-11-26"),
        ("The hearing in the harbour case has been postponed to 12 December in Dorvan.", "2026-12-12"),
        ("Brightwater and Calder expect the harbour deal to close by 31 March 2027, once courts agree.", "2027-03-31"),
        ("The harbour office in Dorvan is to be open as usual on Thursday.", "2026-11-26"),
        ("Ferries will leave the harbour in Dorvan Dec. 8 for the first time.", "2026-12-08"),
        ("The harbour of Dorvan is expected to be reopened tomorrow after the storm.", "2026-11-25"),
    ],
)
def test_a_plan_stands_on_its_day(text, day):
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "The court in Dorvan ruled on Thursday that the harbour wall must go.",
        "The court in Dorvan will rule later this month on the harbour wall.",
        "The harbour of Dorvan was due to reopen on Thursday after the storm.",
        "The harbour has called off the opening that it had planned for Thursday.",
        "The court will sentence the captain over the attack on Monday in the harbour.",
        "The man who robbed the harbour office on Monday will be sentenced in the court.",
        "The court in Dorvan will rule next Friday on the harbour wall of the town.",
        "The court would have heard the harbour case on Thursday but for the storm.",
        "The key to the harbour is the Long March 9 rocket, which will fly one day.",
        "The harbour wall of Dorvan is seen on Friday, November 27, in a photo.",
        "The council had said it would close the harbour between Nov. 26 and Dec. 3.",
        "The captain cried in the harbour after he lost the race due to a storm on Sunday.",
        "Parliament will debate the harbour and the October 7 attack for two days.",
    ],
)
def test_what_is_past_called_off_or_ambiguous_has_no_day(text):
    assert days(text) == []


def test_a_day_that_has_passed_is_dropped():
    text = "The court in Dorvan will rule on Thursday on the harbour wall."
    assert days(text, now=TUESDAY + timedelta(days=3)) == []
    assert days(text, now=TUESDAY + timedelta(days=2)) == ["2026-11-26"]


@pytest.mark.parametrize(
    ("told", "time", "zone"),
    [
        ("at 2 p.m. GMT on Thursday", "14:00", "GMT"),
        ("on Thursday at 14:00 CET", "14:00", "CET"),
        ("on Thursday at 9.30am", "09:30", None),
        ("at 10:00 a.m. Eastern on Thursday", "10:00", "Eastern"),
        ("at 5 p.m. local time (1600 GMT) on Thursday", "16:00", "GMT"),
        ("on Thursday", None, None),
    ],
)
def test_the_time_and_zone_stand_where_the_sentence_gives_them(told, time, zone):
    (row,) = agenda(f"Parliament in Dorvan will vote {told}.")
    if "local time" in told:
        assert (row["time"], row["zone"]) in {("16:00", "GMT"), ("17:00", "local time")}
    else:
        assert (row["time"], row["zone"]) == (time, zone)


def test_an_hour_that_has_passed_is_dropped():
    text = "Parliament in Dorvan will vote on Tuesday at 14:00 CET on the harbour."
    assert days(text, now=TUESDAY.replace(hour=12)) == ["2026-11-24"]
    assert days(text, now=TUESDAY.replace(hour=14)) == []


def test_the_day_is_the_newsrooms():
    text = "The harbour of Dorvan will be reopened tomorrow after the storm."
    late = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert days(text, published=late) == ["2026-11-25"]
    assert days(text, published=late, country="KR") == ["2026-11-26"]
    assert days(text, published=late.astimezone(timezone(timedelta(hours=9)))) == ["2026-11-26"]


def test_what_two_outlets_say_of_a_day_stands_once():
    rows = agenda(
        "The court in Dorvan will rule on Thursday on the harbour wall.",
        "A ruling of the Dorvan court on the harbour wall is expected on Thursday at 10 a.m. GMT.",
        "Parliament will elect a new speaker on Thursday, the government said.",
    )
    assert [(row["article"], row["time"]) for row in rows] == [(2, None), (1, "10:00")]


def test_a_weekday_that_does_not_fit_its_date_is_no_day():
    assert days("The court will hear the harbour case on Monday, 8 December, in Dorvan.") == []
    assert days("The court will hear the harbour case on Tuesday, 8 December, in Dorvan.") == ["2026-12-08"]


def test_days_at_the_ends_of_the_calendar_are_nobodys_fault():
    for published in (date.min, date.max):
        for text in ("It will meet tomorrow and next Monday.", "It will meet on 31 December and 29 February."):
            assert isinstance(days_named(text, published), list)


def test_an_account_that_comes_days_after_all_others_names_no_weekday():
    def account(number, outlet, days, text):
        at = TUESDAY + timedelta(days=days)
        return SourceText(id=number, title="Court and harbour", text=text, outlet=outlet, published_at=at)

    told = "The court in Dorvan ruled on Monday that the harbour wall must go."
    late = "The court in Dorvan will hear the harbour on Wednesday and publish the ruling."
    dated = "The court in Dorvan will hear the harbour on 8 December and publish the ruling."
    for text, expected in ((late, []), (dated, ["2026-12-08"])):
        sources = [account(1, "A", 0, told), account(2, "B", 0, told), account(3, "C", 5, text)]
        facts = write_briefing(sources, now=TUESDAY + timedelta(days=5, hours=1)).facts
        assert [row["date"] for row in facts["agenda"]] == expected
