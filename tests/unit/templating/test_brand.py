import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Brand
from dispatcher.paths import built_in
from dispatcher.templating.brand import GROUND, GROUND_DARK, BrandView, brand_view
from dispatcher.templating.colours import contrast

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
CSS = "\n".join(Path(built_in("templates") / "mail" / name).read_text() for name in ("base.css", "kept.css"))


@given(COLOURS, COLOURS | st.just(""))
def test_whatever_its_colours_a_brand_can_be_read_by_day_and_in_the_dark(colour, dark):
    view = brand_view(Brand(colour=colour, colour_dark=dark), "en")
    for shown, ground in [(view.link, GROUND), (view.mark, GROUND), (view.link, "#ffffff")]:
        assert contrast(shown, ground) >= 4.5
    for shown, ground in [(view.link_dark, GROUND_DARK), (view.mark_dark, GROUND_DARK), (view.link_dark, "#1c1b19")]:
        assert contrast(shown, ground) >= 4.5
    assert contrast(view.on_link, view.link) >= 4.5
    assert contrast(view.on_link_dark, view.link_dark) >= 4.5


def test_the_grounds_are_those_of_the_style_sheets():
    assert GROUND in CSS
    assert GROUND_DARK in CSS


def test_a_list_without_a_brand_has_the_built_in_one():
    assert brand_view(Brand(), "en") == BrandView()


@pytest.mark.parametrize("colour", ["red", "#fff", "#0a5c36;} * {display:none"])
def test_what_is_no_colour_is_not_used(colour):
    assert brand_view(Brand(colour=colour, colour_dark=colour), "en") == BrandView()


@pytest.mark.parametrize("logo", ["http://example.org/l.png", "javascript:alert(1)", "data:image/png;base64,x"])
def test_a_logo_comes_over_https_or_not_at_all(logo):
    assert brand_view(Brand(logo=logo), "en").logo == ""


def test_fonts_follow_the_brand_and_letters_of_their_own_the_language():
    serif, sans, korean = (
        brand_view(Brand(font=font), language) for font, language in [("serif", "de"), ("sans", "de"), ("serif", "ko")]
    )
    assert serif.text_font == serif.title_font != sans.text_font == sans.title_font
    assert (serif.title_weight, sans.title_weight, korean.title_weight) == ("normal", "bold", "bold")
    assert "Malgun Gothic" in korean.text_font
    assert not re.search("[\"']", serif.text_font + sans.text_font + korean.text_font), "they stand in attributes"
