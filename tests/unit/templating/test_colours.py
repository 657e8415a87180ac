import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating.colours import BLACK, WHITE, contrast, is_colour, on, readable

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_what_the_standard_says():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast("#23568c", "#23568c") == 1


@given(COLOURS, COLOURS)
def test_whatever_the_brand_it_can_be_read_on_whatever_ground(colour, ground):
    shown = readable(colour, ground)
    assert is_colour(shown)
    assert contrast(shown, ground) >= 4.5


@given(COLOURS, COLOURS)
def test_what_can_be_read_stays_as_it_is(colour, ground):
    if contrast(colour, ground) >= 4.5:
        assert readable(colour, ground) == colour


@given(COLOURS)
def test_letters_on_a_button_can_be_read(ground):
    assert contrast(on(ground), ground) >= 4.5


@pytest.mark.parametrize("colour", ["#ffcc00", "#00e5a0", "#ff66aa", "#88aaff"])
def test_a_light_brand_is_made_darker_and_keeps_its_hue(colour):
    shown = readable(colour, WHITE)
    assert shown != colour
    assert contrast(shown, WHITE) < 5.5, "no darker than it must be"
    assert hue(shown) == pytest.approx(hue(colour), abs=0.02)


def test_on_dark_ground_a_dark_brand_is_made_lighter():
    assert contrast(readable("#0a2a5c", "#1c1b19"), "#1c1b19") >= 4.5


def test_only_six_digits_are_a_colour():
    assert [is_colour(text) for text in ("#0a5c36", "#fff", "red", "#0a5c36; x", "")] == [True] + [False] * 4


def hue(colour):
    return colorsys.rgb_to_hls(*(channel / 255 for channel in bytes.fromhex(colour[1:])))[0]
