"""Figures on which outlets differ: what changed, and what only looks like it."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.model import SourceText
from dispatcher.stories.briefing.amounts import amounts, same
from dispatcher.stories.briefing.figures import figures_that_differ
from dispatcher.stories.briefing.statements import statements

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def told(*texts, outlets="ABCDEF"):
    """One account an hour, the last one the newest."""
    return [
        SourceText(
            id=number, title="t", text=text, outlet=outlets[number], published_at=NOON + number * timedelta(hours=1)
        )
        for number, text in enumerate(texts)
    ]


def figures(*texts, outlets="ABCDEF"):
    rows = figures_that_differ(statements(told(*texts, outlets=outlets)))
    return {row["what"]: [value["value"] for value in row["values"]] for row in rows}


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        (
            "At least 14 people were killed when the bridge fell.",
            "The death toll rose to 31 as the river fell, the army said.",
            {"killed": ["31", "at least 14"]},
        ),
        (
            "The fire killed seven people and injured a dozen in the old town.",
            "Nine people have died in the fire, the mayor of the town said.",
            {"killed": ["9", "7"]},
        ),
        (
            "The quake left about 5,000 people homeless in the valley.",
            "The quake left some 9,000 people homeless in the valley.",
            {"homeless": ["some 9,000", "about 5,000"]},
        ),
        (
            "A magnitude 6.1 earthquake shook the coast of Velmora on Tuesday.",
            "The 6.4-magnitude earthquake was felt in the capital of the country.",
            {"magnitude": ["6.4", "6.1"]},
        ),
        (
            "Ardent will cut 3,200 jobs at its plants in the north, the carmaker said.",
            "Ardent plans to shed 2,800 jobs at its plants in the north, a union said.",
            {"jobs cut": ["2,800", "3,200"]},
        ),
        (
            "The storm destroyed 40 homes on the island of Orrin on Monday.",
            "On the island of Orrin, 65 homes were destroyed by the storm.",
            {"homes destroyed": ["65", "40"]},
        ),
        (
            "The regulator hit Brightwater with a fine of $2.1 billion over its prices.",
            "Brightwater was given a fine of $1.6 billion by the regulator over its prices.",
            {"fine": ["$1.6 billion", "$2.1 billion"]},
        ),
        (
            "Turnout was 61 percent, the electoral commission of the country said.",
            "The commission put the vote at a turnout of 64 percent in the end.",
            {"turnout": ["64 percent", "61 percent"]},
        ),
        (
            "Parliament approved the harbour bill by a vote of 217 to 213 on Monday.",
            "Parliament approved the harbour bill on Monday by a vote of 218 to 213.",
            {"vote": ["218 to 213", "217 to 213"]},
        ),
    ],
)
def test_what_outlets_tell_differently_is_shown_newest_first(older, newer, expected):
    assert figures(older, newer) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 people were killed in Dorvan on Tuesday.", "In 1999 a quake killed 1,130 people in Dorvan."),
        ("14 people were killed in Dorvan on Tuesday.", "Last year a flood killed 12 people in the valley."),
        ("14 people were killed in Dorvan on Tuesday.", "Two women aged 79 and 84 died in the hospital of Dorvan."),
        ("14 people were killed in Dorvan on Tuesday.", "Among those found were three children who were killed."),
        ("14 people were killed in Dorvan on Tuesday.", "The dam could break and the flood could kill 3,000 people."),
        ("More than 500 people were injured in the blast.", "A doctor said 527 people were injured in the blast."),
        ("The fine of $2 billion is the largest for the maker.", "The maker got a fine of $2.1 billion, the largest."),
        (
            "Prices in the shops of Dorvan rose 3 percent in May.",
            "Prices in the shops of Dorvan rose 4 percentage points.",
        ),
        (
            "Ardent will cut 3,200 jobs at its plants in the north.",
            "Ardent will create 2,800 jobs at its plants in the north.",
        ),
        ("The storm destroyed 40 homes on the island of Orrin.", "The storm damaged 90 homes on the island of Orrin."),
        (
            "The storm destroyed 40 homes on the island of Orrin.",
            "The storm destroyed 60 boats on the island of Orrin.",
        ),
        (
            "Goldmark expects a charge of $5 billion over the tax.",
            "Citadel will take a charge of $3 billion, it warned.",
        ),
        (
            "The mayor, 52, has run Dorvan for 12 years and 3 terms.",
            "The mayor, 53, has run Dorvan for 13 years and 4 terms.",
        ),
        ("A magnitude 6.4 earthquake shook the coast on Tuesday.", "A magnitude 5.1 aftershock was felt in the night."),
        ("Between 10 and 15 people were killed in the collapse.", "The company runs 15 to 20 plants in the north."),
        ("14 people were killed in Dorvan on Tuesday.", "On 3 March 20 people were killed in a raid in Tarsin."),
    ],
)
def test_other_things_other_times_and_rounded_numbers_are_no_difference(one, other):
    assert figures(one, other) == {}


def test_one_outlet_alone_does_not_differ():
    texts = ("14 people were killed on Tuesday.", "31 people were killed on Tuesday.")
    assert figures(*texts, outlets="AA") == {}


def test_an_outlets_own_update_is_its_newer_value():
    texts = ("14 people were killed.", "At least 31 people were killed.", "31 people have been killed.")
    rows = figures_that_differ(statements(told(*texts, outlets="ABA")))
    assert [(value["value"], value["outlet"]) for value in rows[0]["values"]] == [
        ("31", "A"),
        ("at least 31", "B"),
        ("14", "A"),
    ]


def test_every_value_has_its_outlet_its_time_and_its_place():
    (row,) = figures_that_differ(statements(told("Two people were killed.", "Five people were killed on the road.")))
    assert row["values"][0] == {
        "value": "5",
        "outlet": "B",
        "article": 1,
        "at": "2026-11-24T13:00:00+00:00",
        "citation": {"article": 1, "start": 0, "end": 36},
    }


def test_an_article_that_gives_two_numbers_for_one_thing_is_not_asked():
    unclear = "Ardent will cut 900 jobs in the north. Ardent will cut 3,200 jobs at its plants in the north."
    assert figures(unclear, "Ardent will cut 2,800 jobs at its plants in the north.") == {}


@pytest.mark.parametrize(
    ("text", "shown", "value"),
    [
        ("at least 14 died", "at least 14", 14),
        ("About 5,000 fled", "about 5,000", 5_000),
        ("$2.1bn", "$2.1bn", 2.1e9),
        ("US$20 billion", "US$20 billion", 20e9),
        ("twenty-one", "21", 21),
        ("two hundred", "200", 200),
        ("two million", "2 million", 2e6),
    ],
)
def test_an_amount_is_shown_as_it_stands_with_words_as_digits(text, shown, value):
    (found,) = amounts(text)
    assert (found.shown, found.value) == (shown, value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("more than 500", "527", True),
        ("nearly 80", "77", True),
        ("about 5,000", "4,980", True),
        ("$2 billion", "$2.1 billion", True),
        ("50", "53", False),
        ("at least 50", "53", False),
        ("143 million", "145.5 million", False),
        ("3,200", "2,800", False),
    ],
)
def test_a_rounded_number_is_the_same_as_the_one_it_rounds(one, other, expected):
    (first,), (second,) = amounts(one), amounts(other)
    assert same(first, second) is same(second, first) is expected
