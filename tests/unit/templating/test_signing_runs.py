"""A header that is read in runs, of which some are remembered, is hashed as one that is read whole."""

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.signing import _header, _run

PIECES = ["From", "To", "to", "Subject ", "X-A", "Date\t", ":", ": ", ":  ", "  ", "a", "b c", "ä", "\r", "\n"]
PIECES += ["\r\n", "\r\nTo: ", "\r\nMIME-Version: ", "\r\n ", "\r\n\t", "\r\nFrom:", "\r\nX-Entity-Ref-ID: "]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_where_a_header_is_cut_changes_nothing(header):
    assert _header(header.encode()) == _run(header.encode())


def test_names_and_spaces_are_relaxed_and_fields_come_from_the_bottom_up():
    header = b"FROM \t:  a\r\n\tb \r\nX-Own: c\r\nTo: d\r\nSubject:e\r\n  f\r\nMIME-Version: 1.0"
    assert _header(header) == (
        (b"mime-version", b"subject", b"to", b"from"),
        b"mime-version:1.0\r\nsubject:e f\r\nto:d\r\nfrom:a b\r\n",
    )
