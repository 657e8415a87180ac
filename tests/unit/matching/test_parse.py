"""A query is read as people write it, and what cannot be read is explained."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatcher.errors import QueryError
from dispatcher.matching import parse
from dispatcher.matching.query import And, Not, Or, Phrase, Query, Word, accepts_nothing, all_of, any_of, negated


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("peace", "peace"),
        ("peace talks", "peace AND talks"),
        ("peace AND talks OR truce", "peace AND talks OR truce"),
        ("peace (talks OR truce)", "peace AND (talks OR truce)"),
        ("peace -war", "peace AND NOT war"),
        ("peace NOT (war OR siege)", "peace AND NOT (war OR siege)"),
        ("peace AND NOT -war", "peace AND war"),
        ('"peace  talks" truce*', '"peace talks" AND truce*'),
        ("“peace talks”", '"peace talks"'),
        ("peace or war", "peace AND or AND war"),
        ("((peace))", "peace"),
        ("well-known", "well-known"),
        ("(a b) (c d)", "a AND b AND c AND d"),
    ],
)
def test_a_query_means_what_people_mean_by_it(query, meaning):
    assert str(parse(query)) == meaning


@pytest.mark.parametrize(
    ("query", "problem", "at"),
    [
        ("", "the query is empty", 0),
        ("  ", "the query is empty", 0),
        ('peace "talks', "a quote is opened and never closed", 6),
        ("peace (talks", "a parenthesis is opened and never closed", 6),
        ("peace (", "a parenthesis is opened and never closed", 6),
        ("peace) talks", "a parenthesis is closed that was never opened", 5),
        ("-war", "the query only says what it does not want", 0),
        ("NOT war -siege", "the query only says what it does not want", 0),
        ("peace OR -war", "the query only says what it does not want", 0),
        ("peace *", "a star alone would match everything", 6),
        ("peace w*", "'w*' would match far too much", 6),
        ("wa*r", "a star can only end a word", 2),
        ('"wa* now"', "a star inside quotes has no meaning", 3),
        ("peace AND", "a word is missing after 'AND'", 9),
        ("OR peace", "a word is missing before 'OR'", 0),
        ("peace ()", "a word is missing after '('", 7),
        ('peace ""', "the quotes hold no word", 6),
        ("peace & war", "'&' holds no letter or digit", 6),
        ("(" * 60 + "a" + ")" * 60, "parentheses are nested too deeply", 50),
    ],
)
def test_what_cannot_be_read_is_named_with_place_and_remedy(query, problem, at):
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert (raised.value.problem, raised.value.at) == (problem, at)
    assert raised.value.remedy


@given(st.text() | st.text(alphabet='ab北"()-*’ \tANDORT\u0301'))
@example("\ud800")
@example('"\u0301"')
@example("a" + "-" * 5_000 + "b")
@example("NOT " * 5_000 + "a")
def test_any_text_is_a_query_or_a_query_error(text):
    query = problem = None
    try:
        query = parse(text)
    except QueryError as raised:
        problem = raised
    if query:
        assert parse(str(query)) == query
    else:
        assert 0 <= problem.at <= len(text)
        assert problem.remedy


_TERMS = st.sampled_from(["peace", "AND-like", "O'Brien", "北京", "5g"]).flatmap(
    lambda text: st.sampled_from([Word(text), Word(text, prefix=True), Phrase(text), Phrase(f"{text} OR b")])
)


def _trees(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(children, min_size=2, max_size=3)
    return several.map(all_of) | several.map(any_of) | children.map(negated)


@given(st.recursive(_TERMS, _trees, max_leaves=12).filter(lambda query: not accepts_nothing(query)))
def test_what_is_written_is_read_as_the_same_tree(query):
    assert parse(str(query)) == query


def test_trees_are_flat_and_double_negations_are_gone():
    assert parse("a (b (c d))") == And((Word("a"), Word("b"), Word("c"), Word("d")))
    assert parse("a OR (b OR c)") == Or((Word("a"), Word("b"), Word("c")))
    assert parse("a NOT (NOT b)") == And((Word("a"), Word("b")))
    assert parse("a -b") == And((Word("a"), Not(Word("b"))))
