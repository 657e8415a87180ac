"""What several outlets tell is counted over all they say, names whole."""

from dispatcher.model import SourceText
from dispatcher.stories.briefing.agreed import agreed, told
from dispatcher.stories.briefing.candidates import candidates
from dispatcher.stories.briefing.words import words


def test_a_third_of_the_outlets_and_two_at_least_make_a_name_or_number_shared():
    texts = [(f"outlet {at}", "On Monday Ana Petrov counted 31 houses.") for at in range(2)]
    texts += [(f"outlet {at}", "In Dorvan nobody counted.") for at in range(2, 5)]
    assert agreed(texts) == {"monday ana petrov", "31", "dorvan"}
    assert agreed([*texts, ("outlet 5", "Nothing."), ("outlet 6", "Nothing.")]) == {"dorvan"}


def test_one_outlet_that_tells_it_twice_does_not_make_it_shared():
    assert agreed([("times", "Rescue in Dorvan."), ("times", "Grief in Dorvan."), ("post", "Nothing.")]) == frozenset()


def test_a_name_counts_once_as_the_longest_that_stands_there_and_tells_its_parts():
    tells, shared = told(words("Police said Ana Petrov saw 31 of them."), {"ana petrov", "petrov", "31", "saw mill"})
    assert tells == {"ana petrov", "petrov", "31"}
    assert shared == {"ana petrov", "31"}


def test_a_part_of_a_word_is_not_the_word():
    assert told(words("Rescue teams reached Dorvanburg, 310 of them."), {"dorvan", "31"})[0] == frozenset()


def test_an_outlet_counts_even_where_its_sentence_cannot_be_quoted():
    quotable = "The interior ministry said that teams from Dorvan pulled 30 people from houses."
    sources = [
        SourceText(id=1, title="", outlet="Times", text=quotable),
        SourceText(id=2, title="", outlet="Post", text="He said Dorvan had lost 30 houses."),
    ]
    (found,) = candidates(sources)
    assert found.shared == {"dorvan", "30"}


def test_capitals_of_another_language_make_no_names():
    text = "Die Rettung der Menschen in den Häusern der Stadt dauerte nach Angaben der Polizei die ganze Nacht an."
    found = candidates([SourceText(id=at, title="", outlet=f"Blatt {at}", text=text) for at in range(2)])
    assert found
    assert not any(each.shared for each in found)
