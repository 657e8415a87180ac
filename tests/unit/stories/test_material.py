"""Which turn of a story a reader is alerted to again: sequences as newsrooms file them, written by the writer itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import Briefing, Citation, Section, SectionName, Sentence, SourceText
from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.material import Change, Changed, material

FIRST = datetime(2026, 11, 24, 4, tzinfo=UTC)
HAPPENING = SectionName.HAPPENING


def account(number, outlet, title, text):
    return SourceText(
        id=number,
        title=title,
        text=text,
        outlet=outlet,
        url=f"https://example.org/{number}",
        published_at=FIRST + timedelta(minutes=40 * number),
    )


QUAKE = [
    account(
        1,
        "Times",
        "Strong earthquake shakes Velmora",
        "A strong earthquake shook the port city of Velmora before dawn on Tuesday, the seismological institute said. "
        "No deaths were reported in the first hour. Residents ran into the streets in their night clothes.",
    ),
    account(
        2,
        "Post",
        "Earthquake hits Velmora before dawn",
        "An earthquake of magnitude 6.4 hit Velmora before dawn on Tuesday, the seismological institute said. "
        "Power failed in half of the city and trains were halted.",
    ),
    account(
        3,
        "Herald",
        "At least 14 killed in Velmora earthquake",
        "At least 14 people were killed when an earthquake struck Velmora before dawn on Tuesday, the interior ministry said. "
        "Rescuers dug through a collapsed hotel near the harbour.",
    ),
    account(
        4,
        "Gazette",
        "Velmora earthquake: 15 dead, hotel collapsed",
        "The earthquake that struck Velmora before dawn on Tuesday killed 15 people, the interior ministry said. "
        "A hotel near the harbour collapsed.",
    ),
    account(
        5,
        "Wire",
        "Death toll in Velmora earthquake rises to 61",
        "At least 61 people were killed when an earthquake struck Velmora before dawn on Tuesday, the interior ministry said. "
        "Another 300 were taken to hospitals.",
    ),
]


def told(until):
    return write_briefing(QUAKE[:until], now=FIRST + timedelta(hours=8))


def test_an_earthquake_is_followed_when_people_died_and_when_the_toll_rose_markedly():
    alerts, last = [], told(2)
    for until in (3, 4, 5):
        changes = [each for each in material(last, told(until)) if each.kind is Change.FIGURE and each.what == "killed"]
        if changes:
            alerts.append((until, changes[0].before, changes[0].after))
            last = told(until)
    # The third account's toll stands in no briefing yet: what is not told is no change.
    assert alerts == [(4, "", "15"), (5, "15", "at least 61")]


def test_changes_are_told_in_words():
    assert Changed(Change.FIGURE, "killed", "14", "at least 61").words == "Killed: 14 → at least 61"
    assert Changed(Change.FIGURE, "killed", "", "15").words == "Killed: 15"
    assert Changed(Change.EVENT, "The union called off the walkout.").words == "The union called off the walkout."
    assert Changed(Change.OUTLETS, "", "4", "9").words == ""


def test_another_account_of_the_same_is_no_change():
    again = replace(QUAKE[1], id=9, outlet="Echo", title="Quake before dawn in Velmora")
    before = write_briefing(QUAKE[:2], now=FIRST)
    assert material(before, write_briefing([*QUAKE[:2], again], now=FIRST)) == ()


def briefed(*happening, beyond="", outlets=3, figures=()):
    """Sentences as (text, how many accounts tell it)."""
    rows = [Sentence(text, tuple(Citation(n, 0, 1) for n in range(accounts))) for text, accounts in happening]
    other = (Sentence(beyond, (Citation(1, 0, 1),)),) if beyond else ()
    sections = [
        Section(name, tuple(rows) if name is HAPPENING else other if name is SectionName.BEYOND else ())
        for name in SectionName
    ]
    return Briefing.of(sections, {"outlets": outlets, "figures": list(figures)})


STRIKE = ("Pilots of Example Air began a three-day strike on Monday over pay.", 3)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("14", "15", 0),
        ("14", "20", 0),  # not yet half as high again
        ("14", "21", 1),
        ("2", "3", 0),  # half as high again, and one person
        ("2", "5", 1),
        ("300", "140", 1),  # a correction
        ("300", "280", 0),
    ],
)
def test_a_toll_is_news_again_when_it_rose_by_half_or_fell_by_half(before, after, changes):
    def killed(toll):
        return briefed((f"A train derailed near Arnfeld and {toll} people were killed, police said.", 2))

    assert len(material(killed(before), killed(after))) == changes


def test_a_first_death_is_news_unless_deaths_were_told_without_a_number():
    fire = ("A fire broke out in a factory in Arnfeld on Monday.", 2)
    dead = ("A fire in a factory in Arnfeld killed seven people on Monday.", 2)
    several = ("Several people died when a fire broke out in a factory in Arnfeld on Monday.", 2)
    assert [(each.what, each.after) for each in material(briefed(fire), briefed(dead))] == [("killed", "7")]
    assert material(briefed(several), briefed(dead)) == ()


def test_a_figure_on_which_outlets_differ_is_news_again_at_twice_what_it_was():
    def row(*values):
        return {"what": "houses cut off", "values": [{"value": value} for value in values]}

    before = briefed(STRIKE, figures=[row("about 80", "60")])
    assert material(before, briefed(STRIKE, figures=[row("120", "about 80")])) == ()
    assert material(before, briefed(STRIKE, figures=[row("200", "about 80")])) == (
        Changed(Change.FIGURE, "houses cut off", "about 80", "200"),
    )


def test_a_main_event_nobody_told_is_news_once_a_second_account_confirms_it():
    ended = "The union called off the walkout after a court in Arnfeld ruled it unlawful on Tuesday night."
    (changed,) = material(briefed(STRIKE), briefed((ended, 2), STRIKE))
    assert (changed.kind, changed.what) == (Change.EVENT, ended)
    assert material(briefed(STRIKE), briefed((ended, 1), STRIKE)) == ()
    assert material(briefed(STRIKE, beyond=ended), briefed((ended, 2), STRIKE)) == ()


def test_the_same_event_in_other_words_is_no_new_one():
    other = ("A three-day strike of pilots at Example Air over pay began on Monday, grounding flights.", 3)
    assert material(briefed(STRIKE), briefed(other)) == ()


@pytest.mark.parametrize(("before", "after", "changes"), [(2, 4, 0), (3, 7, 0), (3, 8, 1), (6, 11, 0), (6, 12, 1)])
def test_outlets_that_doubled_are_news_where_they_are_many(before, after, changes):
    assert len(material(briefed(STRIKE, outlets=before), briefed(STRIKE, outlets=after))) == changes


def test_a_briefing_that_could_not_be_written_changes_nothing():
    failed = Briefing.of([Section(name, ()) for name in SectionName], {})
    assert material(failed, briefed(STRIKE)) == material(briefed(STRIKE), failed) == ()


@given(st.lists(st.tuples(st.text(min_size=1, max_size=80), st.integers(1, 3)), min_size=1, max_size=4))
def test_what_did_not_change_is_never_material(sentences):
    assert material(briefed(*sentences), briefed(*sentences)) == ()
