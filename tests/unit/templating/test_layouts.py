"""What the opening says of the stories below it."""

from dataclasses import replace
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from dispatcher.model import Brand, Cadence, MessageKind
from dispatcher.templating.contexts import LineView
from dispatcher.templating.layouts import lead
from tests.fakes.sample_edition import EDITION, FERRIES, SEAGRASS
from tests.fakes.sample_mails import KINDS, body, locale
from tests.fakes.sample_stories import MASTHEAD

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def lines(stories, updated):
    return [LineView(anchor="", headline="", topic="", updated=at < updated) for at in range(stories)]


@pytest.mark.parametrize(
    ("stories", "updated", "cadence", "day", "said"),
    [
        (6, 2, Cadence.DAILY, TUESDAY, "6 stories, 2 updated since yesterday"),
        (6, 1, Cadence.WEEKDAYS, TUESDAY, "6 stories, one updated since yesterday"),
        (6, 2, Cadence.WEEKDAYS, MONDAY, "6 stories, 2 updated since Friday"),
        (6, 2, Cadence.DAILY, MONDAY, "6 stories, 2 updated since yesterday"),
        (6, 2, Cadence.WEEKLY, MONDAY, "6 stories, 2 updated since last week"),
        (6, 0, Cadence.DAILY, TUESDAY, "6 stories"),
        (1, 0, Cadence.DAILY, TUESDAY, "One story"),
    ],
)
def test_the_lead_counts_stories_and_updates(stories, updated, cadence, day, said):
    at = replace(locale(), day=day)
    assert lead(lines(stories, updated), more=0, cadence=cadence, locale=at) == said


def test_stories_without_room_count_too():
    assert lead(lines(6, 0), more=3, cadence=Cadence.DAILY, locale=locale("de")) == "9 Geschichten"


def test_an_update_is_marked_and_says_what_is_new_above_the_briefing():
    shown = body(MessageKind.DIGEST, samples=(FERRIES, SEAGRASS), updated=(FERRIES,), more=0)
    new = FERRIES.briefing.sections[0].sentences[-1].text
    for part in (shown.html, " ".join(shown.text.replace("\n> ", " ").split())):
        assert "2 stories, one updated since yesterday" in part
        assert part.count("Updated since 23 November, 07:00") == 1
        assert part.index(new) < part.index("What’s Happening?") < part.rindex(new)


def test_a_follow_up_is_called_developing_in_subject_and_mail():
    first, later = body(MessageKind.ALERT), body(MessageKind.ALERT, updated=(FERRIES,))
    assert (first.subject[:6], later.subject[:11]) == ("Alert:", "Developing:")
    assert "Developing – updated since" not in first.html
    assert "the company said.\u00a0[3]" in later.text.replace("\n> ", " "), "what changed can be checked too"
    for part in (later.html, later.text):
        assert "Developing – updated since 23 November, 07:00" in part


def test_what_breaks_at_once_is_one_alert_with_one_h1():
    shown = body(MessageKind.ALERT, samples=EDITION[:2], at_once=2)
    tree = LexborHTMLParser(shown.html)
    assert (len(tree.css("h1")), len(tree.css("h2")), len(tree.css("ol a"))) == (1, 2, 2)
    assert shown.subject.endswith("and one more")


def test_a_short_story_is_headline_sentence_and_link():
    shown = body(MessageKind.DIGEST, samples=EDITION[:2], full=1, more=0)
    tree = LexborHTMLParser(shown.html)
    assert tree.css_first("h3.brief").parent.css("h4, table.facts") == []
    assert [link.text() for link in tree.css_first("h3.brief").parent.css("a")][-1] == "Whole story"


def test_past_twelve_stories_the_contents_only_count():
    many = tuple(replace(FERRIES, story=replace(FERRIES.story, id=number)) for number in range(20))
    shown = body(MessageKind.DIGEST, samples=many, more=0)
    assert len(LexborHTMLParser(shown.html).css("ol a")) == 12
    assert "and 8 more below" in shown.html
    assert "and 8 more below" in shown.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not MessageKind.NOTICE])
def test_a_brand_is_in_every_kind_of_mail(kind):
    brand = Brand(logo="https://example.org/logo.png", colour="#ffcc00", font="serif", address="1 Harbour Street")
    shown = body(kind, masthead=replace(MASTHEAD, brand=brand))
    images = LexborHTMLParser(shown.html).css("img")
    assert [image.attributes["alt"] for image in images] == ["World briefing"] * len(images)
    assert "-apple-system" not in shown.html
    assert ":#ffcc00" not in shown.html, "it could not be read on white"
    assert " #ffcc00" in shown.html, "in the dark it can"
    assert ("1 Harbour Street" in shown.html) == ("1 Harbour Street" in shown.text)


def test_no_image_is_in_a_mail_without_a_logo():
    assert "<img" not in body(MessageKind.DIGEST).html
