"""The short way for links gives what the long way gives."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.quoted_printable import link, value


@given(st.text(alphabet="ab./:-~&=% ", max_size=200) | st.text())
def test_a_link_that_is_taken_as_it_is_is_the_same_by_the_long_way(text):
    made = link(text)
    assert made is None or (made == value(text) and escape(text) == text)


def test_links_of_every_length_are_taken_but_where_a_row_would_begin_with_a_dot():
    assert all(link("a" * length) == value("a" * length) for length in range(1, 151))
    assert link("a" * 75 + ".b") is None
    assert link("a" * 151) is None
    assert link("") is None
