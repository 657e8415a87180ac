from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.blanks import blank
from dispatcher.templating.columns import width, wrap


@given(st.text(), st.integers(20, 76))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, columns):
    lines = wrap(text, columns, first="1. ", then="   ").split("\n")
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(f"1. {text}".split())


def test_east_asian_letters_take_two_columns():
    assert width("서울 a") == 6
    assert [width(line) for line in wrap("한" * 40, 72).split("\n")] == [72, 8]


def test_links_and_blanks_are_never_broken():
    url = "https://example.org/" + "a" * 100
    assert wrap(f"see {url} there", 40) == f"see\n{url}\nthere"
    assert wrap(blank("unsubscribe_url"), 10) == blank("unsubscribe_url")


def test_marks_go_before_the_lines():
    assert wrap("one two three", 9, first="1. ", then="   ") == "1. one\n   two\n   three"
