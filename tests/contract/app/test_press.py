"""Plans printed of pieces: the same as the whole rendered at once, and never more than a mail program shows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.app.press import Press
from dispatcher.app.telling import Telling
from dispatcher.model import Cadence, MessageKind, Plan, PlannedStory, Slot, Topic
from dispatcher.subscriptions.fit import ROOM
from dispatcher.templating import Links, compose
from dispatcher.templating.encode import rendering_of
from dispatcher.templating.views import Since
from tests.fakes.sample_edition import EDITION, FERRIES
from tests.fakes.sample_facts import FACTS
from tests.fakes.sample_mails import TEMPLATES
from tests.fakes.sample_stories import MASTHEAD, message

SLOT = Slot(
    list_id=1,
    cadence=Cadence.DAILY,
    time_zone="Europe/Berlin",
    day=date(2026, 11, 24),
    hour=7,
    due_at=datetime(2026, 11, 24, 6, tzinfo=UTC),
)
TITLES = {"islands": "Islands", "cities": "Cities & “towns”", "مدن": "مدن"}
TOPICS = {
    name: Topic(id=number, name=name, title=title, query="x") for number, (name, title) in enumerate(TITLES.items())
}
LONG = Links(
    unsubscribe_url="https://news.example.org/u/" + "x" * 50,
    preferences_url="https://news.example.org/p/" + "x" * 50,
    edition_url="https://news.example.org/e/" + "x" * 50,
)


def press(samples, language="en"):
    """A press for these samples, numbered from 0."""
    told = {
        number: replace(sample, story=replace(sample.story, id=number, topics=tuple(TOPICS)))
        for number, sample in enumerate(samples)
    }
    made = Press.of(TEMPLATES, replace(MASTHEAD, language=language), SLOT)
    made.telling = Telling(
        stories={number: sample.story for number, sample in told.items()},
        entries={number: sample.entries for number, sample in told.items()},
        briefings={number: (3, sample.briefing) for number, sample in told.items() if sample.briefing},
        words={number: dict.fromkeys(TOPICS, sample.words) for number, sample in told.items()},
        topics=TOPICS,
    )
    since = Since(datetime(2026, 11, 23, 6, tzinfo=UTC), ("killed: 14 → 61", "The minister resigned."))
    made.sinces = {(number, version): since for number in told for version in (1, 2)}
    return made


def planned(number):
    return st.builds(
        PlannedStory,
        st.just(number),
        st.just(3),
        st.sampled_from([*TOPICS, None]),
        st.sampled_from([None, 1, 2]),
        st.booleans(),
    )


@st.composite
def plans(draw, most):
    numbers = draw(st.lists(st.integers(0, most - 1), min_size=1, unique=True))
    order = [*TOPICS, None]
    stories = sorted((draw(planned(number)) for number in numbers), key=lambda story: order.index(story.topic))
    return Plan(tuple(stories), tuple(draw(st.lists(st.integers(100, 200), max_size=3, unique=True))))


@pytest.mark.parametrize("language", ["en", "ar", "ko"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_plan_joined_of_printed_pieces_is_the_plan_rendered(language, data):
    made = press(EDITION + FACTS, language)
    for _ in range(3):
        plan = data.draw(plans(len(EDITION + FACTS)))
        assert rendering_of(made.body(plan)) == made.show(plan)


def test_plans_share_the_pieces_of_what_they_both_tell():
    made = press(EDITION)
    one = made.body(Plan((PlannedStory(0, 3, "islands"), PlannedStory(1, 3, "islands"))))
    other = made.body(Plan((PlannedStory(1, 3, "islands"), PlannedStory(2, 3, "cities", short=True)), more=(9,)))
    assert len({id(fragment) for fragment in one.fragments} & {id(fragment) for fragment in other.fragments}) >= 5
    again = made.body(Plan((PlannedStory(1, 3, "islands", since=1),)))
    assert not any(fragment in one.fragments for fragment in again.fragments if "resigned" in fragment.html)


@pytest.mark.parametrize("full", [5, 60])
def test_a_digest_of_sixty_long_stories_stays_below_what_gmail_clips_with_its_foot(full):
    url = "https://a-rather-long-name-of-an-outlet.example/news/2026/11/24/" + "words-of-a-slug-" * 8
    entries = tuple(
        replace(FERRIES.entries[0], id=10 + at, link=f"{url}{at}", outlet=f"Outlet {at}") for at in range(30)
    )
    long = tuple(replace(section, sentences=section.sentences * 2) for section in FERRIES.briefing.sections)
    sample = replace(FERRIES, entries=entries, briefing=replace(FERRIES.briefing, sections=long))
    made = press([sample] * 60)
    plan = made.fitted(Plan(tuple(PlannedStory(n, 3, "islands", short=n >= full) for n in range(60))))
    data = compose(message(MessageKind.DIGEST), made.body(plan), LONG)
    html = data.split(b"Content-Type: text/html")[1]
    assert len(html) <= ROOM + 200  # its own header
    assert b"unsubscribe" in html.lower()
    assert len(plan.stories) + len(plan.more) == 60
    assert sum(not story.short for story in plan.stories) >= 3
    assert len(html) > ROOM * 0.9
