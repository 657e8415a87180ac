import time
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.encoded_words import decoded, encoded


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("=?utf-8?q?x=0D=0ABcc:_v@x.example?=", "x Bcc: v@x.example"),
        ("=?utf-8?b?eA0KQmNjOiB2QHguZXhhbXBsZQ==?=", "x Bcc: v@x.example"),
        ("=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc:_v=3F=3D?=", "x Bcc: v"),  # twice
        ("=?utf-8?q?caf=C3=A9?= =?utf-8?q?s?=", "cafés"),
        ("=?iso-8859-1?q?caf=E9?=", "café"),
        ("=?utf-8*en?q?tagged?=", "tagged"),
        ("=?zip?b?eJwDAAAAAAE=?=", "eJwDAAAAAAE="),
        ("=?no-such?q?x?=", "x"),
        ("=?utf-8?b?!!!?=", ""),
        ("=?utf-8?x?y?=", "= ?utf-8?x?y?="),
        ("what =? that", "what = ? that"),
    ],
)
def test_hostile_encoded_words_are_read_until_nothing_is_left(hostile, harmless):
    assert decoded(hostile) == harmless


@given(st.text(alphabet="=?utf-8qQbB_0DA\r\n :x") | st.text())
def test_no_reader_finds_another_encoded_word_in_it(text):
    once = decoded(text)
    assert "=?" not in once
    assert decoded(once) == once
    assert str(make_header([(part, charset) for part, charset in decode_header(once)])) == once


@given(st.text(min_size=1).map(decoded).filter(bool))
def test_encoding_fits_the_line_and_reads_back(text):
    words = encoded(text)
    assert all(len(word) <= 75 and word.isascii() and " " not in word for word in words)
    assert str(make_header(decode_header(" ".join(words)))) == text


def test_mostly_ascii_stays_legible():
    assert encoded("Café in the morning") == ["=?utf-8?q?Caf=C3=A9_in_the_morning?="]
    assert encoded("서울의 밤")[0].startswith("=?utf-8?b?")


def test_a_bomb_of_nested_words_ends():
    text = "a"
    for _ in range(12):
        text = "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="
        if len(text) > 2_000_000:
            break
    began = time.process_time()
    decoded(text)
    decoded("=?utf-8?q?" * 20_000)
    assert time.process_time() - began < 5
