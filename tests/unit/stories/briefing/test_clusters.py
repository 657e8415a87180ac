"""Briefings of clusters in our own words: what holds for every one of them, and what an editor would choose in the shortest."""

import itertools
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.model import BriefingStatus, SectionName
from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.briefing.edits import tidied
from dispatcher.stories.briefing.words import content, words
from tests.fakes.clusters import NAMES, cluster

SHORT = ("earthquake", "election", "merger", "recall")  # their first three accounts are a few lines each


def short(name):
    return cluster(name)[:3]


def brief(name, *, later=timedelta(hours=2), sources=None):
    sources = sources or cluster(name)
    return write_briefing(sources, now=max(each.published_at for each in sources if each.published_at) + later)


def texts(briefing, name):
    return [sentence.text for section in briefing.sections if section.name is name for sentence in section.sentences]


def everything(briefing):
    return [sentence for section in briefing.sections for sentence in section.sentences]


@pytest.mark.parametrize("name", SHORT)
def test_three_short_accounts_give_all_four_sections(name):
    assert brief(name, sources=short(name)).status is BriefingStatus.FULL


@pytest.mark.parametrize(
    ("name", "section", "words_of_it"),
    [
        ("earthquake", SectionName.HAPPENING, "asked its neighbours for help"),
        ("earthquake", SectionName.IMPORTANT, "strongest in Velmora since 1999"),
        ("earthquake", SectionName.NEXT, "inspect the Lissa dam"),
        ("earthquake", SectionName.BEYOND, "killed 1,130 people"),
        ("election", SectionName.HAPPENING, "won the parliamentary election"),
        ("election", SectionName.IMPORTANT, "highest since 1992"),
        ("election", SectionName.NEXT, "on 2 June"),
        ("election", SectionName.BEYOND, "currency union in 2003"),
        ("merger", SectionName.HAPPENING, "agreed on Monday to buy"),
        ("merger", SectionName.IMPORTANT, "1,800 jobs"),
        ("merger", SectionName.NEXT, "by 20 October"),
        ("merger", SectionName.BEYOND, "founded in 1921"),
        ("recall", SectionName.IMPORTANT, "largest of electric cars ever"),
        ("recall", SectionName.NEXT, "by 6 February"),
        ("recall", SectionName.BEYOND, "40,000 vans in 2021"),
    ],
)
def test_what_an_editor_would_choose_stands_where_it_belongs(name, section, words_of_it):
    assert any(words_of_it in text for text in texts(brief(name, sources=short(name)), section))


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_sources_never_matters(name):
    expected = brief(name)
    sources = cluster(name)
    for seed in range(6):
        random.Random(seed).shuffle(sources)
        assert brief(name, sources=sources) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_stands_in_each_source_it_cites(name):
    told = {source.id: source.text for source in cluster(name)}
    for sentence in everything(brief(name)):
        first, *others = sentence.citations
        assert tidied(told[first.article][first.start : first.end]) == (sentence.text, sentence.edits)
        for citation in others:
            also = content(words(told[citation.article][citation.start : citation.end]))
            assert len(also & content(words(sentence.text))) > len(also) / 2


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_twice(name):
    contents = [content(words(sentence.text)) for sentence in everything(brief(name))]
    for one, other in itertools.combinations(contents, 2):
        assert len(one & other) <= 0.5 * min(len(one), len(other))


@pytest.mark.parametrize("name", NAMES)
def test_no_outlet_is_copied_out(name):
    outlet = {source.id: source.outlet for source in cluster(name)}
    spent = Counter()
    for sentence in everything(brief(name)):
        spent[outlet[sentence.citations[0].article]] += len(sentence.text.split())
    assert max(spent.values()) <= 120


@pytest.mark.parametrize("name", SHORT)
def test_what_was_expected_is_dropped_once_its_day_has_passed(name):
    assert texts(brief(name, later=timedelta(days=400), sources=short(name)), SectionName.NEXT) == []


def test_a_toll_that_rose_is_told_newest_first_with_its_sources():
    (row,) = brief("earthquake", sources=short("earthquake")).facts["figures"]
    assert row["what"] == "killed"
    assert [(value["value"], value["article"]) for value in row["values"]] == [
        ("at least 36", "q3"),
        ("31", "q2"),
        ("at least 14", "q1"),
    ]


def test_ages_and_tolls_of_other_years_are_no_figures_of_the_story():
    told = "Two women aged 79 and 84 died in the hospital of Dorvan on Tuesday. A flood killed 300 people in Dorvan in 1962."
    sources = [cluster("earthquake")[0], replace(cluster("earthquake")[1], text=told)]
    assert brief("earthquake", sources=sources).facts["figures"] == []


def test_a_lead_that_looks_ahead_late_tells_what_happened():
    text = "A rocket lifted off from Cape Orrin on Tuesday on its way to the Moon, where it will drill for ice."
    source = replace(cluster("earthquake")[0], title="Rocket lifts off to drill for ice on the Moon", text=text)
    assert texts(brief("earthquake", sources=[source]), SectionName.HAPPENING) == [text]


def test_dates_to_come_are_resolved_against_the_day_of_publication():
    agenda = brief("earthquake", sources=short("earthquake")).facts["agenda"]
    assert [row["date"] for row in agenda] == ["2026-03-04", "2026-03-05", "2026-03-06"]
    assert all(row["citation"]["article"] == row["article"] for row in agenda)


def test_who_is_quoted_is_named():
    (row,) = brief("earthquake", sources=short("earthquake")).facts["quoted"]
    assert (row["name"], row["as"]) == ("Ilse Karan", "mayor")


def test_two_summaries_give_one_sentence_that_cites_both_and_say_what_is_missing():
    briefing = brief("summaries")
    (sentence,) = everything(briefing)
    assert {citation.article for citation in sentence.citations} == {1, 2}
    assert [bool(section.missing) for section in briefing.sections] == [False, True, True, True]


def test_nothing_hostile_is_printed():
    printed = " ".join(sentence.text for sentence in everything(brief("hostile")))
    for bait in (
        "IGNORE",
        "example.net",
        "<",
        "&nbsp",
        "password",
        "@",
        "Click",
        "\x1b",
        "\ue000",
        "sold on Friday",
        "SEE",
    ):
        assert bait not in printed
    assert "lend books again" in printed


def test_another_language_gets_what_position_and_agreement_support_and_honest_gaps():
    text = (
        "Ein starkes Erdbeben hat am Dienstag die Stadt Dorvan getroffen und mindestens 31 Menschen das Leben gekostet. "
        "Die Regierung von Velmora will am Mittwoch in Tarsin eine Sondersitzung über die Hilfe im Tal abhalten."
    )
    german = [replace(each, title="Erdbeben in Dorvan", text=text) for each in cluster("earthquake")[:2]]
    briefing = brief("earthquake", sources=german)
    assert texts(briefing, SectionName.HAPPENING)
    assert not any(texts(briefing, name) for name in (SectionName.IMPORTANT, SectionName.NEXT, SectionName.BEYOND))


def test_one_outlet_with_much_to_say_gives_at_most_120_words():
    text = (
        "Dorvan's council approved a new harbour wall on Tuesday after winter storms had torn away the old breakwater and two piers. "
        "Fishermen from Lissa blocked the coastal road with forty boats on trailers early on Monday, police in Tarsin said in a statement. "
        "Engineer Oda Brandt will present cheaper drawings for a floating barrier to the regional assembly in Holmsund on 12 March. "
        "Insurance companies warned that premiums could force hundreds of families to abandon cottages along the exposed northern shore. "
        "Economist Nils Aho of Quen University said the budget gap was the largest since 1974 and would mean cuts in hospitals. "
        "The medieval pier was built in 1388 by monks and burned down twice during the wars of the seventeenth century. "
        "Tourism has brought more visitors than cod for decades, according to figures which the statistical office collected last year."
    )
    (source,) = [replace(each, text=text) for each in cluster("earthquake")[:1]]
    spent = sum(len(sentence.text.split()) for sentence in everything(brief("earthquake", sources=[source])))
    assert 60 < spent <= 120
