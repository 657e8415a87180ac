"""A digest of sixty stories: no client clips it, and the link to leave is in it."""

from collections import Counter
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from selectolax.lexbor import LexborHTMLParser

from dispatcher.app.press import Press
from dispatcher.app.telling import Telling
from dispatcher.model import Cadence, MessageKind, Plan, PlannedStory, Slot, Topic
from dispatcher.templating import compose
from tests.fakes.sample_edition import FERRIES, KOREAN
from tests.fakes.sample_facts import LANDSLIDE
from tests.fakes.sample_mails import LINKS, TEMPLATES, locale
from tests.fakes.sample_scripts import ARABIC_LIST, CHINESE, OWN_LANGUAGES, PORT
from tests.fakes.sample_stories import MASTHEAD, NOON, message

FULL = 5  # as the list's setting says where nobody says otherwise
TOPICS = ("mountains", "cities", "courts")
SLOT = Slot(list_id=1, cadence=Cadence.DAILY, time_zone="Europe/Berlin", day=locale().day, hour=7, due_at=NOON)
CASES = {
    "full of facts": ((LANDSLIDE,), MASTHEAD, TEMPLATES),
    "mixed": ((LANDSLIDE, FERRIES), MASTHEAD, TEMPLATES),
    "Korean and Chinese": ((KOREAN, CHINESE), replace(MASTHEAD, language="ko"), TEMPLATES),
    "Arabic": ((PORT, LANDSLIDE), ARABIC_LIST, OWN_LANGUAGES),
}


def sixty(samples):
    """Sixty stories under three topics, told by the samples in turn."""
    stories, entries, briefings = {}, {}, {}
    for number in range(1, 61):
        sample = samples[number % len(samples)]
        topic = TOPICS[number * 3 // 61]
        stories[number] = replace(
            sample.story, id=number, topics=(topic,), headline=f"{sample.story.headline} {number}"
        )
        entries[number], briefings[number] = sample.entries, (sample.story.version, sample.briefing)
    topics = {name: Topic(id=at, name=name, title=name.title(), query="any") for at, name in enumerate(TOPICS)}
    return Telling(stories, entries, briefings, {}, topics)


def digest(case):
    """The mail, and the plan it is made by."""
    samples, masthead, templates = CASES[case]
    telling = sixty(samples)
    press = Press.of(templates, masthead, SLOT)
    press.telling = telling
    planned = (
        PlannedStory(story.id, story.version, story.topics[0], short=at >= FULL)
        for at, story in enumerate(telling.stories.values())
    )
    plan = press.fitted(Plan(tuple(planned)))
    return compose(message(MessageKind.DIGEST, masthead=masthead), press.body(plan), LINKS), plan


@pytest.mark.parametrize("case", CASES)
def test_sixty_stories_stay_below_what_gmail_clips_and_can_be_left(case):
    mail, plan = digest(case)
    text, html = message_from_bytes(mail, policy=policy.default).iter_parts()
    encoded = html.get_payload().encode()
    assert len(encoded) <= 90_000
    assert len(encoded) > 80_000, "room for more stories was left"
    assert html.get_content().count(LINKS.unsubscribe_url) == text.get_content().count(LINKS.unsubscribe_url) == 1
    assert html.get_content().rstrip().endswith("</html>")
    assert len(plan.stories) + len(plan.more) == 60


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_is_told_whole_and_the_rest_is_counted(case):
    mail, plan = digest(case)
    _, html = message_from_bytes(mail, policy=policy.default).iter_parts()
    tree = LexborHTMLParser(html.get_content())
    tags = Counter(node.attributes["class"] for node in tree.css("h3"))
    full = sum(not story.short for story in plan.stories)
    assert tags == {"title": full, "brief": len(plan.stories) - full}
    assert full >= 3
    (more,) = [link.text() for link in tree.css("p.lead a")]
    assert str(len(plan.more)) in more
    assert len(tree.css("h2")) == len({story.topic for story in plan.stories})


def test_a_press_keeps_no_more_plans_than_it_has_room_for_and_prints_them_the_same(monkeypatch):
    monkeypatch.setattr("dispatcher.app.press.MOST_KEPT", 3)
    samples, masthead, templates = CASES["mixed"]
    telling = sixty(samples)
    press = Press.of(templates, masthead, SLOT)
    press.telling = telling
    plans = [
        Plan((PlannedStory(story.id, story.version, story.topics[0]),)) for story in list(telling.stories.values())[:6]
    ]
    first = [press.body(press.fitted(plan)).hash for plan in plans]
    assert [press.body(press.fitted(plan)).hash for plan in plans] == first
    assert len(press._bodies) <= 3
