from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.templating import facts
from dispatcher.templating.contexts import SourceView
from dispatcher.templating.coverage import coverage
from dispatcher.templating.untold import untold
from tests.fakes.sample_facts import LANDSLIDE
from tests.fakes.sample_mails import TEMPLATES, locale, view

SOURCES = {
    7: SourceView(number=1, outlet="Example Times", title="t", url="", host="", cited=True),
    9: SourceView(number=2, outlet="Example Post", title="t", url="", host="", cited=True),
}
MORNING, AFTERNOON = "2026-11-24T08:10:00+00:00", "2026-11-24T13:20:00+00:00"
KEYS = [
    *("what", "values", "value", "article", "date", "time", "zone", "text", "at", "name", "as", "outlet", "country"),
    *("figures", "agenda", "quoted", "timeline", "covered", "texts", "countries", "first_seen", "outlets", "sources"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(
        [7, 9, 10**30, "7", "2026-12-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59", "14:00", "DE"]
    )
    | st.integers()
    | st.floats()
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
)


def figure(*values, what="injured"):
    return {"figures": [{"what": what, "values": list(values)}]}


def test_figures_on_which_outlets_differ_name_who_says_what_and_when():
    row = figure({"value": "50", "article": 9, "at": AFTERNOON}, {"value": "5", "article": 7, "at": MORNING})
    (shown,) = facts.figures(row, SOURCES, locale())
    assert (shown.label, shown.text) == ("Injured", "50 (Example Post, 14:20); 5 (Example Times, 09:10)")
    assert [source.number for source in shown.sources] == [2, 1]


def test_a_figure_of_another_day_carries_its_date():
    row = figure({"value": "50", "article": 9, "at": "2026-11-23T13:20:00+00:00"}, {"value": 5, "article": 7})
    (shown,) = facts.figures(row, SOURCES, locale())
    assert shown.text == "50 (Example Post, 23 November, 14:20); 5 (Example Times)"


def test_figures_on_which_all_agree_or_that_nobody_told_are_no_news():
    same = figure({"value": "5", "article": 7}, {"value": "5", "article": 9})
    unknown = figure({"value": "5", "article": 7}, {"value": "6", "article": 99})
    assert facts.figures(same, SOURCES, locale()) == facts.figures(unknown, SOURCES, locale()) == ()


def test_dates_to_come_are_written_out_with_time_and_zone():
    rows = {"agenda": [{"date": "2026-12-01", "time": "14:00", "zone": "GMT", "text": "It opens.", "article": 7}]}
    (shown,) = facts.agenda(rows, SOURCES, locale())
    assert (shown.label, shown.text) == ("Tuesday, 1 December, 14:00\u00a0GMT", "It opens.")
    (shown,) = facts.agenda(rows, SOURCES, replace(locale("fr"), day=date(2025, 1, 1)))
    assert shown.label == "Mardi 1 décembre 2026, 14\u00a0h\u00a000\u00a0GMT"


def test_a_sentence_that_stands_in_the_briefing_is_not_told_whole_again():
    said = "The council decides on Thursday whether it pays for a third weekly sailing to the outer islands."
    rows = {"agenda": [{"date": "2026-11-26", "text": said, "article": 7}]}
    (again,) = facts.agenda(rows, SOURCES, locale(), told={said})
    (alone,) = facts.agenda(rows, SOURCES, locale())
    assert (again.text, alone.text) == ("The council decides on Thursday whether it pays for a…", said)


def test_who_is_quoted_is_named_with_what_they_are():
    rows = {
        "quoted": [
            {"name": "Ilse Karan", "as": "mayor of Dorvan", "article": 9},
            {"name": "Tomas Brandt", "as": None, "article": 7},
        ]
    }
    assert [(each.label, each.text, each.sources[0].number) for each in facts.quoted(rows, SOURCES)] == [
        ("Ilse Karan", "mayor of Dorvan", 2),
        ("Tomas Brandt", "", 1),
    ]


def test_a_timeline_begins_where_the_story_began():
    rows = {
        "timeline": [{"version": n, "at": f"2026-11-2{n}T07:00:00+00:00", "text": f"t{n}"} for n in (5, 4, 3, 2, 1)]
    }
    shown = facts.timeline(rows, locale())
    assert [each.text for each in shown] == ["t1", "t3", "t4", "t5"]
    assert shown[0].label == "21 November, 08:00"


def test_what_nobody_could_look_up_is_left_out():
    rows = {
        "agenda": [
            {"date": "2026-12-01", "text": "x", "article": 99},
            {"date": "2026-12-01", "text": "x", "article": True},
        ],
        "quoted": [{"name": "x", "as": "y"}],
    }
    sources = {**SOURCES, 1: SOURCES[7]}
    assert facts.agenda(rows, sources, locale()) == facts.quoted(rows, sources) == ()


def test_no_more_than_four_of_a_kind_and_each_short():
    long = "word " * 200
    rows = {
        "figures": [{"what": long, "values": [{"value": long + str(n), "article": n} for n in (7, 9)]}] * 9,
        "agenda": [{"date": "2026-12-01", "text": long, "article": 7}] * 9,
        "quoted": [{"name": long, "as": long, "article": 7}] * 9,
        "timeline": [{"at": MORNING, "text": long}] * 9,
    }
    sets = (facts.agenda(rows, SOURCES, locale()), facts.quoted(rows, SOURCES), facts.timeline(rows, locale()))
    assert [len(each) for each in sets] == [4, 4, 4]
    assert all(len(fact.label) <= 80 and len(fact.text) <= 160 for each in sets for fact in each)


@given(data=st.dictionaries(st.sampled_from(KEYS), JSON))
def test_facts_of_another_shape_are_left_out(data):
    for rows in (facts.figures, facts.agenda):
        rows(data, SOURCES, locale())
    facts.quoted(data, SOURCES)
    facts.timeline(data, locale())
    coverage(data, 2, locale())
    untold(LANDSLIDE.briefing.sections, data, TEMPLATES.wording("en"), sources=2)
    view(replace(LANDSLIDE, briefing=replace(LANDSLIDE.briefing, facts=data)))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ko"])
def test_facts_are_told_in_every_language(language):
    shown = view(LANDSLIDE, shown_in=locale(language))
    assert [len(each) for each in (shown.figures, shown.agenda, shown.quoted, shown.timeline)] == [2, 2, 3, 2]
