from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.encoding import decode

FEED = "<rss><title>Grüße, Łódź</title></rss>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FEED.encode(), None),
        (FEED.encode(), "text/xml"),  # RFC 3023 would have it ASCII, and feedparser follows
        (FEED.encode(), "text/xml; charset=iso-8859-1"),  # the server's default, not the feed's
        (FEED.encode(), 'application/rss+xml;charset="UTF-8"'),
        (FEED.encode("utf-8-sig"), "text/xml; charset=iso-8859-1"),
        (FEED.encode("utf-16"), None),
        (FEED.encode("utf-16-be"), None),
        (FEED.encode("utf-32"), "application/xml; charset=utf-16"),
        (FEED.encode("iso-8859-2"), "application/xml; charset=ISO-8859-2"),
    ],
)
def test_the_same_feed_is_read_in_every_encoding(body, content_type):
    assert decode(body, content_type=content_type) == FEED


def test_the_declaration_counts_when_the_server_says_nothing():
    text = '<?xml version="1.0" encoding="windows-1251"?><rss>Мир</rss>'
    assert decode(text.encode("windows-1251"), content_type="application/rss+xml") == text


def test_one_broken_byte_does_not_spoil_a_feed_that_says_utf_8():
    body = '<?xml version="1.0" encoding="utf-8"?>Grüße '.encode() + b"\xff"
    assert decode(body, content_type=None).endswith("Grüße \ufffd")


def test_undeclared_bytes_that_are_not_utf_8_are_read_as_browsers_do():
    assert decode(b"<rss>\x93caf\xe9\x94</rss>", content_type=None) == "<rss>“café”</rss>"


@given(
    st.binary(max_size=100),
    st.text(max_size=20) | st.sampled_from(["zip", "rot13", "idna", "utf-16", "undefined", "unicode_escape"]),
)
def test_no_bytes_and_no_charset_raise(body, charset):
    assert isinstance(decode(body, content_type=f"text/xml; charset={charset}"), str)
