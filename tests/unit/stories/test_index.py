"""Entries come one by one; each joins its story or begins one, and a restart changes no decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import SourceText
from dispatcher.stories import WINDOW, StoryIndex

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

_EVENTS = (
    "Ferry runs aground off Port Sander; Captain Ilse Marrow; coast guard lifts passengers",
    "Parliament in Veldania passes the Harbour Act; Minister Tom Quill; opposition walks out",
    "Quake of magnitude 6 shakes Orrin Valley; bridges closed; schools in Lakeside shut",
)


class Desk:
    """Numbers the stories as a database would."""

    def __init__(self, index: StoryIndex | None = None, *, stories: int = 0) -> None:
        self.index = index or StoryIndex()
        self.rows: list[tuple[SourceText, int, datetime | None]] = []
        self.stories = stories

    def take(self, source: SourceText, at: datetime | None = NOON) -> int:
        story = self.index.decide(source, seen_at=at)
        if story is None:
            self.stories += 1
            story = self.stories
        self.index.place(source, story, seen_at=at)
        self.rows.append((source, story, at))
        return story


def told(title: str, text: str = "", *, outlet: str | None = None) -> SourceText:
    return SourceText(id=title, title=title, text=text, outlet=outlet)


def test_two_accounts_of_one_event_are_one_story_and_another_event_is_not():
    desk = Desk()
    ferry = desk.take(
        told("Ferry runs aground off Port Sander", "Forty passengers were lifted off the ferry Marguerite.")
    )
    assert desk.take(told("Parliament passes the Harbour Act", "Minister Tom Quill praised the vote.")) != ferry
    assert desk.take(told("Passengers lifted off stranded ferry", "The Marguerite lies off Port Sander.")) == ferry


def test_headlines_alone_are_enough():
    desk = Desk()
    ferry = desk.take(told("Ferry runs aground off Port Sander"))
    assert desk.take(told("Storm closes Orrin Valley schools")) != ferry
    assert desk.take(told("Port Sander ferry aground, passengers wait")) == ferry


def test_a_much_used_name_and_a_shared_topic_make_no_story():
    desk = Desk()
    for matter in (
        "hospital wing",
        "herring quota",
        "grain customs",
        "harbour dredging",
        "opera subsidy",
        "tram drivers",
    ):
        for act in ("opens", "defends", "mourns", "tours"):
            desk.take(told(f"Minister Quill {act} {matter}", f"A word on the virus by Tom Quill: {matter}, {act}."))
    herring = desk.take(told("Trawlers blockade harbour", "Owners fear for the herring. Minister Tom Quill is silent."))
    assert desk.take(told("Minister Quill weds", "Tom Quill, 50, wed the pianist Ada Lund.")) != herring
    assert desk.stories > 4


def test_what_an_outlet_writes_under_everything_makes_no_story():
    desk = Desk()
    boilerplate = "Subscribe to the Sander Morning channel for more. Follow Sander Morning on all platforms."
    subjects = ["Herring", "Schools", "Opera", "Budget", "Marathon", "Beetles", "Tram", "Vineyards", "Choir", "Dykes"]
    for subject in subjects * 4:
        desk.take(told(f"{subject} {len(desk.rows)}", boilerplate, outlet="Sander Morning"))
    placed = {source.title.split()[0]: story for source, story, _ in desk.rows[-len(subjects) :]}
    assert len(set(placed.values())) > len(subjects) / 2


def test_a_syndicated_copy_joins_and_moves_nothing():
    ferry = told(
        "Ferry runs aground off Port Sander", "Forty passengers were lifted off the ferry Marguerite.", outlet="A"
    )
    copy = told("Ferry runs aground off Port Sander", ferry.text + " More soon.", outlet="B")
    once, often = Desk(), Desk()
    once.take(ferry)
    assert {often.take(source) for source in (ferry, copy, copy, copy)} == {1}
    (alone,), (copied,) = once.index._stories.values(), often.index._stories.values()
    assert alone.centre == copied.centre
    assert len(copied.placed) == 4


def test_a_story_is_over_when_the_window_has_passed():
    desk = Desk()
    ferry = told("Ferry runs aground off Port Sander")
    first = desk.take(ferry, NOON)
    assert desk.take(ferry, NOON + WINDOW - timedelta(hours=2)) == first
    assert desk.take(ferry, NOON + 2 * WINDOW) != first


def test_what_is_forgotten_takes_no_room():
    desk = Desk()
    for day in range(30):
        for event in _EVENTS:
            desk.take(told(event, f"On day {day}."), NOON + timedelta(days=day))
    desk.index.forget(before=NOON + timedelta(days=100))
    index = desk.index
    assert (len(index), len(index._telling), len(index._timed)) == (0, 0, 0)
    assert not index._vocabulary._uses
    assert not index._vocabulary._as_name
    assert not index._vocabulary._uses_of


def test_a_source_without_time_joins_and_is_never_forgotten():
    desk = Desk()
    first = desk.take(told("Ferry runs aground off Port Sander"), None)
    assert desk.take(told("Ferry aground off Port Sander"), NOON) == first
    desk.index.forget(before=NOON + 10 * WINDOW)
    assert desk.take(told("Ferry still aground off Port Sander"), NOON + 10 * WINDOW) == first


def test_an_entry_that_says_nothing_is_a_story_of_its_own():
    desk = Desk()
    assert len({desk.take(told(title)) for title in ("", "The and of", "!!")}) == 3


_PIECES = [piece for event in _EVENTS for piece in event.replace(";", "").split()]
_SOURCES = st.builds(
    lambda title, text, outlet: told(" ".join(title), " ".join(text), outlet=outlet),
    st.lists(st.sampled_from(_PIECES), max_size=6),
    st.lists(st.sampled_from([*_PIECES, "said", "北京市", "1,200."]), max_size=12),
    st.sampled_from([None, "One", "Two"]),
)
_TIMES = st.lists(st.integers(0, 300), min_size=1, max_size=25).map(sorted)  # hours


@settings(deadline=None)
@given(st.data())
def test_an_index_rebuilt_from_its_rows_decides_as_the_one_that_never_stopped(data):
    times = [NOON + timedelta(hours=hour) for hour in data.draw(_TIMES)]
    sources = data.draw(st.lists(_SOURCES, min_size=len(times), max_size=len(times)))
    stopped_at = data.draw(st.integers(0, len(times)))
    never_stopped = Desk()
    for source, at in zip(sources[:stopped_at], times[:stopped_at], strict=True):
        never_stopped.take(source, at)
    now = times[stopped_at - 1] if stopped_at else NOON
    rebuilt = Desk(stories=never_stopped.stories)
    rebuilt.index.forget(before=now - WINDOW)
    for source, story, at in never_stopped.rows:
        rebuilt.index.place(source, story, seen_at=at)
    for source, at in zip(sources[stopped_at:], times[stopped_at:], strict=True):
        assert rebuilt.take(source, at) == never_stopped.take(source, at)


@given(st.lists(st.builds(told, st.text(max_size=40), st.text(max_size=80)), max_size=8))
def test_any_text_can_be_grouped(sources):
    desk = Desk()
    for source in sources:
        desk.take(source)
    assert len(desk.index) == desk.stories
