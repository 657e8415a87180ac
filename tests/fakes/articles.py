"""Pages with an article on them, as outlets serve them: our own words between a menu and a footer."""

from __future__ import annotations

from tests.fakes.feed_server import Page

TITLE = "Earthquake in Velmora kills 14"
TEASER = "An earthquake struck Velmora on Tuesday."
PARAGRAPHS = (
    "An earthquake struck Velmora on Tuesday morning, killing 14 people in the harbour district of Dorvan, officials said.",
    "The tremor was felt as far away as Port Sella, where residents spent the night in the open and schools stayed closed.",
    "Rescue teams from three provinces are searching the ruins of the old fish market, which collapsed within seconds.",
    "The mayor of Dorvan, Ilse Maren, said that the water supply would be restored by Friday at the latest.",
)


def article(
    *paragraphs: str, title: str = TITLE, content_type: str = "text/html; charset=utf-8", **given: object
) -> Page:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    html = (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/world>World</a></nav>"
        f"<main><article><h1>{title}</h1>{told}</article></main><footer>Imprint and terms of use</footer></body></html>"
    )
    return Page(body=html.encode(), content_type=content_type, **given)


def robots(text: str, **given: object) -> Page:
    return Page(body=text.encode(), content_type="text/plain", **given)
