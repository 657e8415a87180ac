"""Briefings of clusters in our own words, judged by their gold: nothing that it forbids, and totals over all clusters. Never line by line."""

from functools import cache

import pytest

from dispatcher.model import SectionName
from tests.benchmarks import own_clusters
from tests.fakes.clusters import NAMES, gold

PRINTS_WHAT_GOLD_FORBIDS = {"rates": "an analyst's expectation, a stale one, printed as what matters"}
LEANS = {"storm": "'The finding' opens a sentence"}
FILLS_WHAT_SHOULD_BE_EMPTY = {"rescue": "its only expectation is stale"}
# What was measured when the gold was written, less about eight points: a change that falls below has made briefings worse as a whole.
PRECISION = {SectionName.HAPPENING: 0.54, SectionName.IMPORTANT: 0.75, SectionName.NEXT: 0.83, SectionName.BEYOND: 0.82}
RECALL = {SectionName.HAPPENING: 0.92, SectionName.IMPORTANT: 0.86, SectionName.NEXT: 0.86, SectionName.BEYOND: 0.86}

read = cache(own_clusters.read)


def known(reasons):
    return [
        pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=reasons[name])] if name in reasons else [])
        for name in NAMES
    ]


@pytest.fixture(scope="module")
def scores():
    return own_clusters.totals(map(read, NAMES))


@pytest.mark.parametrize("name", known(PRINTS_WHAT_GOLD_FORBIDS))
def test_nothing_is_printed_that_gold_forbids(name):
    assert read(name).forbidden == []


@pytest.mark.parametrize("name", known(LEANS))
def test_no_sentence_leans_on_one_that_is_not_printed(name):
    assert read(name).dangling == []


@pytest.mark.parametrize("name", known(FILLS_WHAT_SHOULD_BE_EMPTY))
def test_a_section_without_evidence_is_empty_and_says_so(name):
    sections = {section.name: section for section in own_clusters.told(name).sections}
    for missing in gold(name).missing:
        assert sections[missing].sentences == ()
        assert sections[missing].missing


@pytest.mark.parametrize("name", SectionName)
def test_over_all_clusters_most_sentences_stand_where_an_editor_accepts_them(name, scores):
    assert scores[name].precision >= PRECISION[name]


@pytest.mark.parametrize("name", SectionName)
def test_over_all_clusters_most_sections_that_could_be_filled_are(name, scores):
    assert scores[name].recall >= RECALL[name]


def test_over_all_clusters_hardly_a_sentence_leans_on_another(scores):
    leaning = sum(len(read(name).dangling) for name in NAMES)
    assert leaning <= 0.02 * sum(score.printed for score in scores.values())
