"""The mails themselves. Golden ones are written anew with DISPATCHER_WRITE_GOLDEN=1; look at the difference before it is committed."""

import os
import re
from dataclasses import replace
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from dispatcher.model import Brand, MessageKind
from dispatcher.templating.blanks import fill
from dispatcher.templating.columns import width
from tests.fakes.sample_edition import EDITION, FERRIES, UNWRITTEN
from tests.fakes.sample_facts import FACTS, LANDSLIDE
from tests.fakes.sample_mails import KINDS, LINKS, body, mail
from tests.fakes.sample_scripts import ARABIC_LIST, OWN_LANGUAGES, PORT, SCRIPTS
from tests.fakes.sample_stories import MASTHEAD

GOLDEN = Path(__file__).parents[2] / "data" / "mails"
FRENCH, KOREAN = (replace(MASTHEAD, language=language) for language in ("fr", "ko"))
IN_ARABIC = {"masthead": ARABIC_LIST, "templates": OWN_LANGUAGES}
BRANDED = replace(
    MASTHEAD,
    brand=Brand(
        logo="https://news.example.org/logo.png",
        colour="#0f9d6b",
        font="sans",
        address="World briefing, 12 Harbour Street, 20459 Hamburg",
    ),
)
CASES = {  # golden mails: what each is made of
    **{str(kind): (kind, {}) for kind in KINDS},
    "digest": (MessageKind.DIGEST, {"updated": EDITION[:2], "full": 4}),
    "digest-facts": (MessageKind.DIGEST, {"samples": FACTS, "more": 0}),
    "digest-french": (MessageKind.DIGEST, {"samples": FACTS, "more": 1, "masthead": FRENCH}),
    "digest-korean": (MessageKind.DIGEST, {"samples": FACTS, "more": 1, "masthead": KOREAN}),
    "digest-scripts": (MessageKind.DIGEST, {"samples": SCRIPTS, "full": 3, "more": 0}),
    **{
        f"{kind}-arabic": (kind, {"samples": (PORT, LANDSLIDE), **IN_ARABIC, **more})
        for kind, more in [
            (MessageKind.DIGEST, {"updated": (PORT,)}),
            (MessageKind.ALERT, {}),
            (MessageKind.WELCOME, {}),
        ]
    },
    "confirm-arabic": (MessageKind.CONFIRM, IN_ARABIC),
    "digest-brand": (MessageKind.DIGEST, {"samples": FACTS, "more": 0, "masthead": BRANDED}),
    "alert-facts": (MessageKind.ALERT, {"samples": FACTS}),
    "alert-developing": (MessageKind.ALERT, {"samples": FACTS, "updated": FACTS[:1]}),
    "alert-several": (MessageKind.ALERT, {"samples": (LANDSLIDE, FERRIES), "at_once": 2}),
}
MOST_HTML = 90_000  # bytes; Gmail clips at 102 KB


def made(case):
    kind, made_of = CASES[case]
    changes = {"masthead": made_of["masthead"]} if "masthead" in made_of else {}
    return mail(kind, body(kind, **made_of), **changes)


def read(case):
    parts = message_from_bytes(made(case), policy=policy.default).iter_parts()
    return [part.get_content().replace("\r\n", "\n") for part in parts]


@pytest.mark.parametrize("case", CASES)
def test_a_mail_is_what_it_was_when_somebody_looked_at_it(case):
    path = GOLDEN / f"{case}.eml"
    if os.environ.get("DISPATCHER_WRITE_GOLDEN"):
        path.write_bytes(made(case))
    assert made(case) == path.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_both_parts_have_the_same_links(case):
    text, html = read(case)
    in_html = {
        node.attributes["href"]
        for node in LexborHTMLParser(html).css("a")
        if not node.attributes["href"].startswith("#")
    }
    assert set(re.findall(r"https?://\S+", text)) == in_html


@pytest.mark.parametrize("case", CASES)
def test_the_text_part_fits_76_columns(case):
    text, _ = read(case)
    assert all(width(line) <= 76 or "://" in line for line in text.split("\n"))
    assert "\n\n\n" not in text
    assert "&" not in text
    assert not re.search(r"[ \t]\n", text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ko", "ar"])
def test_every_language_fits_too(kind, language):
    text = body(kind, masthead=replace(MASTHEAD, language=language)).text
    assert all(width(line) <= 76 or "://" in line for line in text.split("\n"))


@pytest.mark.parametrize("case", CASES)
def test_a_screen_reader_finds_its_way(case):
    tree = LexborHTMLParser(read(case)[1])
    assert len(tree.css("h1")) == 1
    assert (
        tree.css_first("html").attributes["lang"]
        == tree.css_first("[role=article]").attributes["lang"]
        in ("ar", "en", "fr", "ko")
    )
    assert all(table.attributes.get("role") == "presentation" for table in tree.css("table"))
    assert len({node.attributes["id"] for node in tree.css("[id]")}) == len(tree.css("[id]"))
    levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_fetched_and_nothing_runs(case):
    html = read(case)[1]
    images = [node.attributes["src"] for node in LexborHTMLParser(html).css("img")]
    assert images == [BRANDED.brand.logo] * (case == "digest-brand")
    assert not LexborHTMLParser(html).css(
        "script, iframe, object, embed, link, form, video, audio, svg, base, meta[http-equiv]"
    )
    assert not re.search(r"url\(|@import|@font-face|\son\w+=", html)


@pytest.mark.parametrize("kind", KINDS)
def test_the_dark_and_the_phone_are_thought_of(kind):
    html = read(kind)[1]
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 600px" in html
    assert '<meta name="color-scheme" content="light dark">' in html


def test_contents_lead_to_their_stories_past_three():
    tree = LexborHTMLParser(body(MessageKind.DIGEST).html)
    anchors = [node.attributes["href"] for node in tree.css("ol a")]
    assert anchors == [f"#{node.attributes['id']}" for node in tree.css("h3")]
    assert len(anchors) == 6
    assert not LexborHTMLParser(body(MessageKind.DIGEST, samples=EDITION[:3]).html).css("ol")


def test_missing_sections_are_one_quiet_line():
    html, text = body(MessageKind.DIGEST).html, body(MessageKind.DIGEST).text
    line = "The sources do not say what happens next or what lies behind it in a sentence that can be quoted."
    assert line in html
    assert line in " ".join(text.split())


def test_facts_stand_in_both_parts():
    shown = body(MessageKind.DIGEST, samples=FACTS)
    for part in (shown.html, " ".join(shown.text.split(" "))):
        one_line = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part.replace("&nbsp;", " ")))
        assert "Injured: 50 (Example Post, 06:20); at least 30 (Gazette d’Exemple, 23 November, 17:30)" in one_line
        assert "Thursday, 26 November, 14:00 CET: The cantonal council" in one_line
        assert "Ilse Karan, mayor of Dorvan [2]; Tomas Brandt, of the railway union [2]" in one_line
        assert "23 November, 08:00: A hillside gave way" in one_line
        assert "5 outlets in 3 countries (CH, DE, FR) · first seen 23 November, 07:40 CET" in one_line
        assert "The sources (two summaries from one outlet) do not say why it matters" in one_line


def test_an_alert_tells_no_facts_but_the_first_figure():
    html, text = body(MessageKind.ALERT, samples=FACTS).html, body(MessageKind.ALERT, samples=FACTS).text
    assert "Where outlets differ – Injured: 50" in html
    assert "Where outlets differ – Injured: 50" in text
    assert not re.search("How it unfolded|Who is quoted|Ilse Karan|Dates to come|Houses cut off", html + text)


def test_arabic_goes_its_own_way_within_an_english_mail_and_the_other_way_round():
    tree = LexborHTMLParser(body(MessageKind.DIGEST).html)
    assert [node.attributes.get("dir") for node in tree.css("h3")] == [None] * 5 + ["rtl"]
    arabic = LexborHTMLParser(body(MessageKind.DIGEST, masthead=replace(MASTHEAD, language="ar")).html)
    assert arabic.css_first("html").attributes["lang"] == "ar"


def test_an_alert_names_all_four_sections_and_stays_short():
    filled = fill(
        body(MessageKind.ALERT),
        {"name": "", "unsubscribe_url": LINKS.unsubscribe_url, "preferences_url": LINKS.preferences_url},
    )
    sections = [node.text() for node in LexborHTMLParser(filled.html).css("h3.runs")]
    assert [title.rstrip(":") for title in sections] == [section.title for section in _titles()]
    assert len(filled.html) < 11_000


def _titles():
    from tests.fakes.sample_mails import view

    return view(FERRIES).sections


def test_a_digest_of_one_story_without_a_briefing_is_still_a_mail():
    rendered = body(MessageKind.DIGEST, samples=(UNWRITTEN,), more=0)
    assert rendered.subject == UNWRITTEN.story.headline
    assert "One story" in rendered.text
