"""Sentences as a reader would cut them."""

import pytest

from dispatcher.stories.briefing import split_sentences


def cut(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Prices fell in the U.S. The end came soon.", ["Prices fell in the U.S.", "The end came soon."]),
        ("The U.S. Senate met at 5 p.m. Monday.", ["The U.S. Senate met at 5 p.m. Monday."]),
        ("On Jan. 5 No. 10 said no. I said no. He left.", ["On Jan. 5 No. 10 said no.", "I said no.", "He left."]),
        ("It rose 3.5 percent. J. K. Berg said so.", ["It rose 3.5 percent.", "J. K. Berg said so."]),
        ("1. The first. 2. The second.", ["1. The first.", "2. The second."]),
        ("“Is this it?” Smith asked. No.", ["“Is this it?” Smith asked.", "No."]),
        ('"I came. I saw," Berg said. Then he left.', ['"I came. I saw," Berg said.', "Then he left."]),
        ("He said “it never closed. And more.", ["He said “it never closed.", "And more."]),
        ("One. Two... Three. Wait ... The end.", ["One.", "Two...", "Three.", "Wait ... The end."]),
        ("LONDON, Jan. 5 (Wire) - Text here. More.", ["LONDON, Jan. 5 (Wire) - Text here.", "More."]),
        ("• One thing.\n• Another thing", ["One thing.", "Another thing"]),
        ("A heading\nA sentence.¶Another.", ["A heading", "A sentence.", "Another."]),
        ("Sales fell. iPhone sales fell.", ["Sales fell.", "iPhone sales fell."]),
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        (" \u00a0\n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_would_say(text, sentences):
    assert cut(text) == sentences


def test_lines_wrapped_at_a_fixed_width_are_no_paragraphs():
    text = "The council of Dorvan\nmet on Tuesday to\ntalk about the dam\nabove the town. Then\nit went home."
    assert cut(text) == [
        "The council of Dorvan\nmet on Tuesday to\ntalk about the dam\nabove the town.",
        "Then\nit went home.",
    ]


def test_a_quotation_too_long_to_be_kept_is_cut_where_its_sentences_end():
    text = '"' + "We will go on with this for as long as it takes. " * 12 + 'Yes," Berg said.'
    assert len(cut(text)) == 13
