"""The learned model of roles at run time: what training wrote down, at any length, and worse without its weights."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.model import SectionName
from dispatcher.stories.briefing import roles
from dispatcher.stories.briefing import roles as of_sentences
from dispatcher.stories.briefing.features import see
from dispatcher.stories.briefing.grams import CHARACTER_BUCKETS, WORD_BUCKETS, character_grams, word_grams
from dispatcher.stories.briefing.roles import learned  # type: ignore[attr-defined]  # the package names its function as its module
from tests.training.roles.golden import ARTICLE

GOLDEN = Path(__file__).parents[3] / "data" / "roles.json"
TEXTS = st.lists(st.text(max_size=60), min_size=1, max_size=8)


def test_it_says_what_training_wrote_down():
    seen = see(ARTICLE.headline, ARTICLE.sentences)
    found = learned().probabilities(ARTICLE.headline, ARTICLE.sentences, seen)
    assert np.allclose(found, json.loads(GOLDEN.read_text()), atol=1e-3)


def test_an_article_of_our_own_is_read_as_an_editor_would():
    sections = [each.section for each in of_sentences(ARTICLE.headline, ARTICLE.sentences)]
    assert sections[1] is SectionName.IMPORTANT
    assert sections[2] is SectionName.BEYOND
    assert sections[3] is SectionName.NEXT


def test_its_weights_are_small():
    file = Path(__file__).parents[4] / "dispatcher" / "stories" / "briefing" / "roles.npz"
    assert file.stat().st_size <= 1_000_000


@given(TEXTS)
def test_whatever_the_text_every_row_is_a_distribution(sentences):
    for each in roles("", sentences):
        assert sum(each.roles.values()) == pytest.approx(1, abs=1e-4)
        assert sum(each.sections.values()) <= 1 + 1e-4


@given(TEXTS)
def test_grams_stay_in_their_tables_and_every_sentence_has_some(sentences):
    for grams, buckets in ((word_grams(sentences), WORD_BUCKETS), (character_grams(sentences), CHARACTER_BUCKETS)):
        assert len(grams.starts) == len(sentences)
        assert (np.diff(grams.starts, append=len(grams.ids)) > 0).all()
        assert ((grams.ids >= 0) & (grams.ids < buckets)).all()


def test_a_sentence_has_the_same_grams_whatever_stands_beside_it():
    alone, beside = word_grams(["A mill closes."]), word_grams(["Snow fell.", "A mill closes."])
    assert sorted(alone.ids) == sorted(beside.ids[beside.starts[1] :])


def test_without_weights_the_readable_table_judges(monkeypatch):
    import sys

    monkeypatch.setattr(sys.modules["dispatcher.stories.briefing.roles"], "learned", lambda: None)
    assert of_sentences(ARTICLE.headline, ARTICLE.sentences)[0].section is SectionName.HAPPENING
