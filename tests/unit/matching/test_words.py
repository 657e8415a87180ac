"""Words match as readers see them: without case, accents and endings; spans say where they stand."""

from __future__ import annotations

import pytest

from dispatcher.matching import compile_topics


def found(query: str, title: str, text: str = "") -> list[str] | None:
    """The words that say why; None where the query does not match."""
    matches = compile_topics([("topic", query)]).match(title, text)
    return list(matches[0].words) if matches else None


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        ("missile", "MISSILES fired", ["MISSILES"]),
        ("elections", "An election is held", ["election"]),
        ("skoda", "Škoda recalls", ["Škoda"]),
        ("Škoda", "skoda recalls", ["skoda"]),
        ("café", "CAFE\u0301S open", ["CAFE\u0301S"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("kim", "Kim's visit", ["Kim"]),
        ("kim’s", "Kim said", ["Kim"]),
        ("o'brien", "O’Brien’s law", ["O’Brien"]),
        ("obrien", "O’Brien’s law", ["O’Brien"]),
        ("iran", "L'Iran accuse", ["Iran"]),
        ("covid-19", "Covid 19, COVID-19 and covid19", ["Covid 19", "COVID-19", "covid19"]),
        ("covid", "COVID-19 rises", ["COVID"]),
        ("co-operation", "Cooperation grows", ["Cooperation"]),
        ("nuclear*", "A nuclear-armed state", ["nuclear-armed"]),
        ("elect*", "Electors elect in an election", ["Electors", "elect", "election"]),
        ("5G", "The 5G masts", ["5G"]),
        ("U.S.", "A U.S. ship tells us", ["U.S"]),
        ("北京", "在北京市", ["北京"]),
        ("선거", "선거에서 이겼다", ["선거"]),
        ("日本 選挙", "選挙が日本で", ["選挙", "日本"]),
        ("выборы", "ВЫБОРЫ прошли", ["ВЫБОРЫ"]),
    ],
)
def test_a_word_is_found_in_other_dress(query, title, words):
    assert found(query, title) == words


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("us", "U.N. troops"),
        ("art", "The start of a party"),
        ("北京", "北方的南京"),
        ("北京", "北 京"),
        ("elect*", "Reelected"),
        ("o'brien", "Brien of O"),
        ("covid-19", "covid cases, 19 deaths"),
    ],
)
def test_what_only_looks_alike_is_not_found(query, title):
    assert found(query, title) is None


def test_quotes_ask_for_these_forms_side_by_side_in_any_case():
    assert found('"peace talks"', "PEACE Talks begin") == ["PEACE Talks"]
    assert found('"peace talks"', "Peace talk begins") is None
    assert found('"peace talks"', "Talks on peace") is None
    assert found('"peace talks"', "Peace, talks") == ["Peace, talks"]
    assert found('"peace talks"', "Prospects of peace", "talks") is None
    assert found('"talks"', "One talk") is None


def test_a_word_that_is_not_wanted_rules_the_entry_out_wherever_it_stands():
    assert found("kim -kardashian", "Kim speaks") == ["Kim"]
    assert found("kim -kardashian", "Kim speaks", "Not Kardashian.") is None
    assert found("kim -(album OR film)", "Kim has a new film") is None
    assert found("kim -(new album)", "Kim has a new film") == ["Kim"]
    assert found('kim -"new album"', "Kim has a new album") is None


def test_only_alternatives_that_hold_say_why():
    assert found("(kim korea) OR missile", "Kim watches a missile") == ["missile"]
    assert found("kim (korea OR NOT missile)", "Kim speaks") == ["Kim"]


def test_spans_count_code_points_of_the_field_they_name():
    (match,) = compile_topics([("topic", "kim missile")]).match("🚀 Kim", "Ein 🚀-Missile")
    assert [(span.field, span.start, span.end) for span in match.spans] == [("title", 2, 5), ("text", 6, 13)]
    assert match.words == ("Kim", "Missile")
