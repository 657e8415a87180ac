"""What docs/reference/queries.md says a query finds, it finds."""

import pytest

from dispatcher.matching import compile_topics


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        ("earthquake", "Earthquakes hit Velmora", True),
        ('"North Korea"', "north korea opens its border", True),
        ('"North Korea"', "Korea, north of here", False),
        ("nuclear*", "Nuclear-armed states meet", True),
        ("Kim Jong*", "Kim Jong Un travels", True),
        ("Kim Jong*", "Kim travels", False),
        ("earthquake AND Velmora", "An earthquake", False),
        ("earthquake OR tsunami", "A tsunami", True),
        ("storm -football", "A storm at the football", False),
        ("storm NOT football", "A storm at sea", True),
        ("(storm OR flood*) AND Skarne", "Skarne is flooded", True),
    ],
)
def test_a_query_finds_what_its_page_says(query, title, found):
    assert bool(compile_topics([("it", query)]).match(title, "")) is found
