"""Who is quoted, and as what."""

import pytest

from dispatcher.model import SourceText
from dispatcher.stories.briefing.quoted import quoted
from dispatcher.stories.briefing.statements import statements

ENGLISH = "It was the end of a long day for all of those who had come to the town."


def speakers(*texts):
    sources = [
        SourceText(id=number, title="t", text=f"{text} {ENGLISH}", outlet=f"O{number}")
        for number, text in enumerate(texts)
    ]
    return [(row["name"], row["as"]) for row in quoted(statements(sources))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We will rebuild the old town," said Ilse Karan, the mayor of Dorvan.', ("Ilse Karan", "mayor of Dorvan")),
        ('Ilse Karan, mayor of Dorvan, said: "We will rebuild the old town."', ("Ilse Karan", "mayor of Dorvan")),
        ('"We will rebuild the old town," Mayor Ilse Karan told Velmora state radio.', ("Ilse Karan", "mayor")),
        ('"It is over," the Velmoran Prime Minister Jonas Falk said.', ("Jonas Falk", "Velmoran prime minister")),
        ('"It is safe," said Oda Brandt, 52, an engineer at the dam.', ("Oda Brandt", "engineer at the dam")),
        ('"I saw the roof go," Nils Aho told reporters.', ("Nils Aho", None)),
        ('The prosecutor called it "a crime", said Dr. Ana Petrov of the court.', ("Ana Petrov", None)),
    ],
)
def test_the_title_before_or_behind_the_name_says_as_what(text, speaker):
    assert speakers(text) == [speaker]


def test_a_surname_is_the_person_the_article_introduced():
    text = (
        "Ilse Karan, the mayor of Dorvan, spent the night in the rescue tents with families. The wind was cold. "
        '"We are digging with our hands," Karan said.'
    )
    assert speakers(text) == [("Ilse Karan", "mayor of Dorvan")]


def test_a_surname_that_two_people_share_is_nobody():
    text = (
        "Ilse Karan, the mayor of Dorvan, and Piet Karan, a doctor in the town, were there. "
        '"We are digging with our hands," Karan said.'
    )
    assert speakers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '"We are digging with our hands," she said in the morning.',
        '"We are digging with our hands," he told Velmora state radio.',
        '"We are digging with our hands," the mayor said in the morning.',
        "Ilse Karan said that the town would be rebuilt in a year.",
        'The airline said in a statement that it was "sorry" for the delay.',
        '"It was a good game for all of us," the Harriers said after the match.',
        'Ilse Karan walked past a wall on which somebody had written "We will rebuild".',
    ],
)
def test_a_pronoun_a_bare_title_and_who_only_reports_are_nobody(text):
    assert speakers(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The interior ministry said in a statement that the road was open again.", "interior ministry"),
        ("Brightwater Foods said in a statement that it would sell the plant.", "Brightwater Foods"),
        ('The Transport Agency said in a statement: "The trains are safe."', "Transport Agency"),
    ],
)
def test_an_institution_speaks_by_statement(text, name):
    assert speakers(text) == [(name, None)]


def test_a_speaker_of_two_outlets_stands_once_with_the_title_that_one_of_them_gives():
    assert speakers(
        '"It will take a year to build it up again," Ilse Karan said.',
        '"It will take a year to build it up again," said Ilse Karan, the mayor of Dorvan.',
        '"It will take a year to build it up again," Mayor Karan said.',
    ) == [("Ilse Karan", "mayor of Dorvan")]


def test_the_cited_sentence_holds_name_and_title():
    text = (
        'The town slept. Ilse Karan, the mayor of Dorvan, did not. "We are digging with our hands," Karan said at noon.'
    )
    (row,) = quoted(statements([SourceText(id="a", title="t", text=text)]))
    cited = text[row["citation"]["start"] : row["citation"]["end"]]
    assert cited == "Ilse Karan, the mayor of Dorvan, did not."
