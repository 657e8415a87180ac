import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.plain import against, closed, direction, isolated, plain, shortened


@given(st.text())
def test_what_strangers_wrote_becomes_one_line_without_control_or_private_characters(text):
    line = plain(text)
    assert line == plain(line)
    assert not [c for c in line if unicodedata.category(c) in {"Cc", "Co", "Cs", "Zl", "Zp"}]


def test_direction_is_never_forced_on_what_follows():
    assert plain("safe\u202egpj.exe\u2066x\u2069") == "safegpj.exex"


def test_joiners_stay_for_persian_and_emoji():
    assert plain("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_line_ends_become_spaces():
    assert plain(" a\r\nBcc: b\u2028c\td ") == "a Bcc: b c d"


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_is_short_and_begins_the_same(text, most):
    short = shortened(text, most)
    assert len(short) <= most
    assert text.startswith(short.removesuffix("…"))


def test_text_is_cut_between_words():
    assert shortened("the harbour and the sea", 14) == "the harbour…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("שלום", "rtl"), ("123 سوق", "rtl"), ("Hello שלום", "ltr"), ("서울", "ltr"), ("", "ltr"), ("12", "ltr")],
)
def test_the_first_letter_decides_the_direction(text, expected):
    assert direction(text) == expected


@pytest.mark.parametrize(
    ("text", "within", "runs_against", "shown"),
    [
        ("Harbour Gazette", "rtl", True, "\u2068Harbour Gazette\u2069"),
        ("صحيفة الميناء", "ltr", True, "\u2068صحيفة الميناء\u2069"),
        ("صحيفة الميناء", "rtl", False, "صحيفة الميناء"),
        ("06:20", "rtl", False, "06:20"),
        ("شركة Nordline", "rtl", False, "\u2068شركة Nordline\u2069"),
        ("\u2068Example Post\u2069، 06:20", "rtl", False, "\u2068Example Post\u2069، 06:20"),
    ],
)
def test_what_runs_the_other_way_is_isolated(text, within, runs_against, shown):
    assert against(text, within) == runs_against
    assert isolated(text, within) == shown


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("אמרה חברת Old Stone.", "\u200f"),
        ("said the سوق", "\u200e"),
        ("نهاية.", ""),
        ("The end.", ""),
        ("", ""),
    ],
)
def test_a_number_that_follows_stays_behind_the_sentence(text, mark):
    assert closed(text) == text + mark


@given(st.text(alphabet="aא ا\u2067\u2068\u2069."))
def test_unbalanced_isolates_do_no_harm(text):
    assert direction(isolated(closed(text), "ltr")) in ("ltr", "rtl")
