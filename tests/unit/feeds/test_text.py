from __future__ import annotations

from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.feeds.text import from_html, has_markup, one_line, paragraphs

ANYTHING = st.text(st.characters(), max_size=200)
HOSTILE = st.lists(
    st.sampled_from(
        [
            "=?",
            "utf-8",
            "?q?",
            "?b?",
            "?=",
            "=0D=0A",
            "=3D",
            "=3F",
            "Bcc:",
            "é",
            "\ue001",
            "\x00",
            "\n",
            " ",
            "<p>",
            "&amp;",
        ]
    )
).map("".join)


def is_clean(text: str) -> bool:
    return not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) <= 0xF8FF for c in text.replace("\n", ""))


@given(ANYTHING | HOSTILE)
def test_no_text_keeps_control_characters_private_use_or_surrogates(text):
    for result in (one_line(text), paragraphs(text), from_html(text)):
        assert is_clean(result)
        assert result == result.strip()


@given(ANYTHING | HOSTILE)
def test_a_single_line_has_no_line_break_and_stays_as_it_is_when_cleaned_again(text):
    once = one_line(text)
    assert "\n" not in once
    assert one_line(once) == once


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), st.integers(1, 3))
def test_encoded_words_are_decoded_however_deep_they_are_wrapped(text, depth):
    plain = one_line(text)
    wrapped = plain
    for _ in range(depth):
        wrapped = Header(wrapped, "utf-8", maxlinelen=10_000).encode()
    assert one_line(wrapped) == plain


@pytest.mark.parametrize(
    "title",
    [
        "=?utf-8?q?x=0D=0ABcc:_v@x.example?=",
        "=?utf-8?b?eA0KQmNjOiB2QHguZXhhbXBsZQ==?=",
        "=?no-such-charset?q?x=0D=0ABcc:_v@x.example?=",
        "=?utf-8*en?q?x=0D=0ABcc:_v@x.example?=",
        "=\x00?utf-8?q?x=0D=0ABcc:_v@x.example?=",
        "=\ue001?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc:_v@x.example=3F=3D?=",
    ],
)
def test_an_encoded_word_cannot_smuggle_a_header_line(title):
    assert one_line(title) == "xBcc: v@x.example" or one_line(title) == "x Bcc: v@x.example"


def test_what_has_no_markup_is_left_as_it_is():
    assert from_html("Is 3 < 4 and A&B fine?") == "Is 3 < 4 and A&B fine?"
    assert one_line("Plain  title\nwith a break") == "Plain title with a break"


def test_blocks_and_breaks_of_html_become_lines_and_the_rest_is_folded():
    html = "<p>One <b>bold</b>\n word.</p><p>Two&nbsp;words<br>and a line</p><ul><li>a</li><li>b</li></ul>"
    assert from_html(html) == "One bold word.\nTwo words\nand a line\na\nb"


def test_rows_and_cells_of_a_table_do_not_run_together():
    assert from_html("<table><tr><td>one</td><td>two</td></tr><tr><td>three</td></tr></table>") == "one\ntwo\nthree"


def test_scripts_styles_and_frames_are_not_read():
    html = (
        "<style>p{}</style>Seen <script>alert(1)</script><iframe>no</iframe><!-- <p>no --><noscript>no</noscript>text"
    )
    assert from_html(html) == "Seen text"


def test_paragraphs_of_plain_text_are_divided_by_blank_lines():
    assert paragraphs("one\r\nline\r\n \r\ntwo\n\n\nthree") == "one line\ntwo\nthree"


def test_invisible_characters_that_turn_or_hide_text_are_removed():
    assert one_line("sec\u200bret \u202egpj.exe\u202c co\u00adop \ufeffend") == "secret gpj.exe coop end"


@pytest.mark.parametrize(
    ("text", "verdict"), [("a <p>b", True), ("a &amp; b", True), ("a < b & c > d", False), ("x <3 y", False)]
)
def test_markup_is_told_from_signs_in_plain_text(text, verdict):
    assert has_markup(text) is verdict
