"""What can stand alone, and what cannot."""

import pytest

from dispatcher.stories.briefing.edits import tidied
from dispatcher.stories.briefing.selfcontained import stands_alone
from dispatcher.stories.briefing.stale import coming_days


@pytest.mark.parametrize(
    "text",
    [
        "Asked about the dam, he told reporters that nobody had warned the town.",
        "The second came when the river broke its banks near the old mill.",
        "The 42-year-old was taken to a hospital in Dorvan on Tuesday night.",
        "It is the largest charter operator in the whole of the region.",
        '"The town was never told about it," the statement said on Monday.',
        "3/16 Rescue workers carry a boat through the flooded streets of Dorvan.",
        "Striker Ada Nilsen (9) is hugged by her team after the match in Quen.",
        "The ministry of Velmora did not respond to a request for comment on Tuesday.",
        "The ministry of Velmora said &nbsp; that all was well on Tuesday.",
        "THE TOWN OF DORVAN WILL NEVER BE THE SAME AFTER THIS FLOOD.",
    ],
)
def test_what_points_outside_itself_or_is_no_sentence_is_refused(text):
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "The town of Dorvan lost a third of its houses in the flood.",
        '"We were never told," Mayor Ilse Karan told Velmora state radio on Tuesday.',
        "It is the first time that the river has broken its banks in Dorvan.",
        "After the flood, Ilse Karan said the town would be rebuilt within a year.",
        "Ilse Karan said she would not leave the town before everybody was safe.",
    ],
)
def test_what_a_reader_understands_alone_is_kept(text):
    assert stands_alone(text)


@pytest.mark.parametrize(
    ("given", "printed", "edits"),
    [
        ("LONDON, Sept. 14 (Example Wire) - Prices rose.", "Prices rose.", ("dateline",)),
        ("TARSIN — Prices rose.", "Prices rose.", ("dateline",)),
        ("(AP) — Prices rose.", "Prices rose.", ("agency",)),
        ("But any delay would hurt.", "Any delay would hurt.", ("connective",)),
        ("Then in 2016, prices rose.", "In 2016, prices rose.", ("connective",)),
        ("Prices\nrose.", "Prices rose.", ("white space",)),
        ("Still waters run deep.", "Still waters run deep.", ()),
        ("So far prices rose.", "So far prices rose.", ()),
    ],
)
def test_clean_ups_are_few_and_recorded(given, printed, edits):
    assert tidied(given) == (printed, edits)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The council will meet on Friday.", ["2026-11-27"]),
        ("On Friday, the council will vote.", ["2026-11-27"]),
        ("On Monday the bank banned the cards, amid fears of a loss.", []),
        ("The price is above Friday’s close.", []),
        ("The council met on Friday.", []),
    ],
)
def test_a_bare_weekday_is_one_to_come_only_where_the_sentence_looks_ahead(text, days):
    from datetime import date

    assert [day.isoformat() for day in coming_days(text, date(2026, 11, 24))] == days
