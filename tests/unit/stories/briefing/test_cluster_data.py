"""The clusters of our own and their gold: whether the data says what it means to say."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from dispatcher.model import SectionName
from dispatcher.stories.briefing.sentences import split_sentences
from tests.fakes.clusters import CLUSTERS, NAMES, cluster, gold
from tests.fakes.dangling import leans_on

BRIEF = {"summaries", "rescue", "french"}  # few accounts on purpose
REASONS = {"dangling", "boilerplate", "stale", "quotation", "opinion", "injected", "question"}


def accepted(name):
    return {mark for section in gold(name).accepted.values() for mark in section}


def sentence(name, mark):
    told = {source.id: source.text for source in cluster(name)}[mark.article]
    return next(told[start:end] for start, end in split_sentences(told) if start <= mark.at < end)


def test_there_are_clusters_enough_and_each_has_gold():
    assert len(NAMES) >= 17
    assert {path.stem for path in (CLUSTERS / "gold").glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_accounts_have_ids_of_their_own_and_stand_under_names_reserved_for_examples(name):
    sources = cluster(name)
    assert len({source.id for source in sources}) == len(sources)
    for source in sources:
        assert re.search(r"(^|\.)example\.(com|org|net)$", urlsplit(source.url).hostname)


@pytest.mark.parametrize("name", sorted(set(NAMES) - BRIEF))
def test_a_full_cluster_is_told_by_several_outlets_of_several_countries_over_hours(name):
    sources = cluster(name)
    times = [source.published_at for source in sources if source.published_at]
    assert len(sources) >= 4
    assert len({source.outlet for source in sources}) >= 3
    assert len({source.country for source in sources if source.country}) >= 2
    assert timedelta(hours=6) <= max(times) - min(times) <= timedelta(days=3)


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_is_the_beginning_of_one_sentence(name):
    told = {source.id: source.text for source in cluster(name)}
    for mark in {*accepted(name), *gold(name).never}:
        assert told[mark.article].count(mark.starts) == 1, mark
        assert re.search(r"(^|\W|\x1b\[\d+m)$", told[mark.article][: mark.at]), mark


@pytest.mark.parametrize("name", NAMES)
def test_what_is_forbidden_is_accepted_nowhere_and_says_why(name):
    places = {(mark.article, mark.at) for mark in accepted(name)}
    for mark in gold(name).never:
        assert (mark.article, mark.at) not in places
        assert mark.why in REASONS


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_of_gold_stand_in_the_accounts(name):
    told = " ".join(source.text for source in cluster(name))
    marks = gold(name)
    newest = max(source.published_at for source in cluster(name) if source.published_at)
    assert all(name_of in told for name_of in marks.quoted)
    assert all(date.fromisoformat(day) >= newest.date() for day in marks.agenda)
    assert all(not marks.accepted[section] for section in marks.missing)
    assert {section for section in SectionName if not marks.accepted[section]} <= marks.missing


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_readable_one_entry_a_line(name):
    lines = (CLUSTERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert "\\u00" not in "".join(line for line in lines if '"h2"' not in line)  # h2 brings control characters


def test_the_second_opinion_catches_most_of_what_leans_and_nothing_that_gold_accepts():
    fine = [sentence(name, mark) for name in NAMES for mark in accepted(name)]
    leaning = [
        sentence(name, mark) for name in NAMES for mark in gold(name).never if mark.why in {"dangling", "quotation"}
    ]
    assert len(fine) > 500
    assert len(leaning) > 120
    assert [each for each in fine if leans_on(each)] == []
    assert sum(bool(leans_on(each)) for each in leaning) >= 0.8 * len(leaning)


@pytest.mark.parametrize(
    "text",
    [
        "He denied it.",
        "But they stayed.",
        "The move was welcomed in the harbour.",
        "After the meeting, she left by the back door.",
        '"We saw nothing," one resident said.',
        "« Nous avons tout perdu », a-t-elle dit.",
        "Since then nobody has lived there.",
    ],
)
def test_the_second_opinion_knows_what_leans(text):
    assert leans_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "The decision of the court was read aloud.",
        "It is unclear whether Velt will appeal.",
        '"We saw nothing," mayor Ilse Karan said.',
        '"We saw nothing," the ministry said.',
        '"The Salt Stair" tells of a family.',
        "Both the court and the council refused.",
        "This week the Lissa dam is inspected.",
    ],
)
def test_the_second_opinion_lets_stand_what_stands(text):
    assert leans_on(text) is None


def test_no_long_sentence_stands_in_two_clusters():
    known = {}
    for name in NAMES:
        for each in {source.text[a:b] for source in cluster(name) for a, b in split_sentences(source.text)}:
            assert len(each.split()) < 9 or known.setdefault(each, name) == name
    assert len(known) > 600
