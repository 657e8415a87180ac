"""
Brand, language → what templates see of it: colours that can be read by day and in the dark, fonts that have the language's letters.

Pure. The grounds are those of `templates/mail/base.css` and `kept.css`; a template with grounds of its own must look to its own contrast.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dispatcher.model import Brand
from dispatcher.templating.colours import is_colour, on, readable
from dispatcher.templating.links import safe_url
from dispatcher.templating.plain import plain
from dispatcher.templating.scripts import fonts_of

GROUND, GROUND_DARK = "#f6f3ec", "#282621"  # behind facts: of all grounds on which text stands the nearest to it
_LINK, _LINK_DARK = "#1f5288", "#9cc3ef"
_MARK, _MARK_DARK = "#8a2b1d", "#eb9a85"
_SANS = (
    "-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"  # names without quotes: they stand in style attributes
)
_SERIF = "Georgia,Times New Roman,serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandView:
    """How a list's mails look."""

    logo: str = field(default="", metadata={"help": 'Address of an image; "": none, and nothing is fetched'})
    address: str = field(default="", metadata={"help": 'Postal address for the foot, or ""'})
    link: str = field(default=_LINK, metadata={"help": "Colour of links and buttons on light ground, as #rrggbb"})
    link_dark: str = field(default=_LINK_DARK, metadata={"help": "The same on dark ground"})
    mark: str = field(default=_MARK, metadata={"help": "Colour of what catches the eye, such as titles of topics"})
    mark_dark: str = field(default=_MARK_DARK, metadata={"help": "The same on dark ground"})
    on_link: str = field(default=on(_LINK), metadata={"help": "Colour of letters on a button"})
    on_link_dark: str = field(default=on(_LINK_DARK), metadata={"help": "The same on dark ground"})
    text_font: str = field(default=_SANS, metadata={"help": "Fonts of text, as CSS"})
    title_font: str = field(default=_SERIF, metadata={"help": "Fonts of headlines, as CSS"})
    title_weight: str = field(default="normal", metadata={"help": "Weight of headlines: normal with serifs, else bold"})


def brand_view(brand: Brand, language: str) -> BrandView:
    """The brand with its colours made readable; a colour that is none counts as not set, a logo that is not https as none."""
    text_font, title_font = _fonts(brand, language)
    logo = safe_url(brand.logo)
    looks: dict[str, str] = {
        "logo": logo if logo.startswith("https://") else "",
        "address": plain(brand.address),
        "text_font": text_font,
        "title_font": title_font,
        "title_weight": "normal" if "Georgia" in title_font else "bold",
    }
    if is_colour(brand.colour):
        link = readable(brand.colour, GROUND)
        looks |= {"link": link, "mark": link, "on_link": on(link)}
    dark = next((colour for colour in (brand.colour_dark, brand.colour) if is_colour(colour)), "")
    if dark:
        link = readable(dark, GROUND_DARK)
        looks |= {"link_dark": link, "mark_dark": link, "on_link_dark": on(link)}
    return BrandView(**looks)


def _fonts(brand: Brand, language: str) -> tuple[str, str]:
    """Of text and of headlines. Letters that the usual fonts lack have one face for both: serif ones are rare, and often ugly."""
    if own := fonts_of(language):
        return own, own
    return {"serif": (_SERIF, _SERIF), "sans": (_SANS, _SANS)}.get(brand.font, (_SANS, _SERIF))
