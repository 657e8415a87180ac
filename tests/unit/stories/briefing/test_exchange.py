"""A sentence gives way to one that fits nearly as well and tells more of what outlets share."""

from dataclasses import replace

import pytest

from dispatcher.model import Citation, SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.exchange import exchange

BEYOND = SectionName.BEYOND


def sentence(at: int, *shared: str, content: str = "", length: int = 20) -> Candidate:
    own = frozenset(content.split() or (f"{word}{at}" for word in "abcdefgh"))
    return Candidate(
        text=f"sentence {at}",
        edits=(),
        citation=Citation(at, 0, 10),
        outlet=f"outlet {at}",
        published_at=None,
        position=at,
        roles={},
        sections={},
        content=own,
        numbers=frozenset(),
        length=length,
        tells=frozenset(shared),
        shared=frozenset(shared),
    )


FIRST, POOR, RICH = sentence(0), sentence(1), sentence(2, "dorvan", "31")


def exchanged(*fits, chosen=(FIRST, POOR), most_words=120):
    sections = {name: [] for name in SectionName} | {BEYOND: list(chosen)}
    exchange(sections, {name: [] for name in SectionName} | {BEYOND: list(fits)}, most_words=most_words)
    return [each.text for each in sections[BEYOND]]


def test_one_that_fits_nearly_as_well_and_tells_more_takes_the_place():
    assert exchanged((FIRST, 0.9), (POOR, 0.8), (RICH, 0.6)) == ["sentence 0", "sentence 2"]


def test_one_that_fits_much_worse_does_not_however_much_it_tells():
    assert exchanged((FIRST, 0.9), (POOR, 0.8), (RICH, 0.5)) == ["sentence 0", "sentence 1"]


def test_the_first_of_a_section_stays():
    assert exchanged((FIRST, 0.9), (RICH, 0.9), chosen=[FIRST]) == ["sentence 0"]


def test_what_is_told_elsewhere_is_no_gain():
    first = replace(FIRST, tells=RICH.tells, shared=RICH.shared)
    assert exchanged((first, 0.9), (POOR, 0.8), (RICH, 0.9), chosen=[first, POOR]) == ["sentence 0", "sentence 1"]


def test_the_fuller_of_two_that_say_the_same_is_printed():
    fuller = sentence(2, "dorvan", content="a1 b1 c1 d1 e1 f1 g1 h1 dorvan")
    assert exchanged((FIRST, 0.9), (POOR, 0.8), (fuller, 0.7)) == ["sentence 0", "sentence 2"]


def test_what_repeats_another_printed_sentence_stays_out():
    again = sentence(2, "dorvan", "31", "petrov", content="a0 b0 c0 d0 e0 f0 g0 h0 dorvan")
    assert exchanged((FIRST, 0.9), (POOR, 0.8), (again, 0.8)) == ["sentence 0", "sentence 1"]


@pytest.mark.parametrize(("words", "last"), [(100, "sentence 2"), (101, "sentence 1")])
def test_no_outlet_is_copied_out(words, last):
    long = replace(RICH, outlet=FIRST.outlet, length=words)
    assert exchanged((FIRST, 0.9), (POOR, 0.8), (long, 0.8)) == ["sentence 0", last]
