"""A model's answer is read strictly: the asked form, or an error that says what is wrong."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import SectionName
from dispatcher.stories.briefing.answer import AnswerError, Drafted, read_answer

ROW = {"text": "The council met on Monday.", "cites": ["s1", "s2"]}
GOOD = json.dumps({"happening": [ROW], "important": [], "next": [], "beyond": []})
READ = [Drafted(SectionName.HAPPENING, ROW["text"], ("s1", "s2"))]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here it is: {GOOD} I hope that helps.",
        f"An object {{}} and another: {GOOD}",
        f"<think>{{maybe [this]}}</think>\n{GOOD}",
        '{"happening": [' + json.dumps(ROW) + "]}",
    ],
)
def test_it_is_found_in_whatever_stands_around_it(text):
    assert read_answer(text) == (READ, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("I cannot do that.", "no JSON"),
        (GOOD[:-30], "not whole"),
        ("{}", "not whole"),
        ('{"answer": []}', "not whole"),
        ('{"happening": NaN}', "not whole"),
        ('{"happening": ' + "9" * 50_000 + "}", "not whole"),
        ('{"happening": "The council met."}', "no list"),
        ('{"happening": {"text": "a"}}', "no list"),
        ("[" * 90_000, "deeply"),
        ('{"a":' * 20_000, "deeply"),
        ("x" * 200_000, "too long"),
    ],
)
def test_what_is_not_of_the_form_is_one_error(text, said):
    with pytest.raises(AnswerError, match=said):
        read_answer(text)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("text", "no object"),
        (None, "no object"),
        ({"text": 5, "cites": ["s1"]}, "no object"),
        ({"text": "A sentence."}, "cites nothing"),
        ({"text": "A sentence.", "cites": []}, "cites nothing"),
        ({"text": "A sentence.", "cites": "s1"}, "cites nothing"),
        ({"text": "A sentence.", "cites": [1]}, "no string"),
        ({"text": "A sentence.", "cites": ["s1"] * 7}, "more than"),
        ({"text": "A" * 2_000, "cites": ["s1"]}, "too long"),
        ({"text": "Half \ud800.", "cites": ["s1"]}, "half a character"),
    ],
)
def test_a_sentence_of_the_wrong_form_costs_only_itself(row, said):
    drafted, refused = read_answer(json.dumps({"happening": [row, ROW]}))
    assert drafted == READ
    assert [said in each.reason for each in refused] == [True]
    refused[0].text.encode()


@settings(deadline=None)
@given(
    st.text()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*map(str, SectionName), "text", "cites"]), inner)
        ),
    ).map(json.dumps)
)
def test_nothing_else_is_ever_raised(text):
    try:
        drafted, refused = read_answer(text)
    except AnswerError:
        return
    assert all(each.cites and isinstance(each.text, str) for each in drafted)
    assert all(each.reason for each in refused)
