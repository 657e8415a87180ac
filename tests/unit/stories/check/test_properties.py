"""What holds for any text at all."""

import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dispatcher.stories.briefing.check import ReasonKind, check_sentence
from dispatcher.stories.briefing.check.form import check_form

NOUNS = ["miners", "ships", "voters", "homes", "judges", "trains", "farmers", "schools", "nurses", "bridges"]
VERBS = ["reached", "left", "praised", "repaired", "visited", "watched", "found"]
NAMES = ["Ana Petrov", "Tom Okafor", "Velmora", "Dorvan", "Calder Foods", "the Northern Post"]
STRANGE = st.text(
    st.one_of(st.characters(), st.sampled_from("\"“”'‘’«»()[]—–-.,;:%$€£0123456789 \n*_`#<>&@/ıİßﬁ½²①１٣한中")),
    max_size=200,
)
WORDY = st.lists(
    st.sampled_from(
        [
            *NOUNS,
            *VERBS,
            *NAMES,
            "not",
            "may",
            "will",
            "hundred",
            "million",
            "and",
            "twenty",
            "half",
            "a",
            "%",
            '"',
            "'",
            ",",
            "5",
            "1.2",
        ]
    ),
    max_size=25,
).map(" ".join)
SENTENCES = st.builds(
    lambda name, verb, number, noun, place: f"{name[0].upper()}{name[1:]} {verb} {number:,} {noun} in {place}.",
    st.sampled_from(NAMES), st.sampled_from(VERBS), st.integers(2, 10**9), st.sampled_from(NOUNS), st.sampled_from(["Tarsin", "Holmsund"]),
)  # fmt: skip


@given(STRANGE | WORDY, st.lists(STRANGE | WORDY, max_size=3), st.lists(STRANGE, max_size=2))
@example("9" * 5000, ["9" * 5000 + " 1:1:1 99999999:99"], [])
@example("million " * 400, ["hundred and " * 300], [])
@settings(max_examples=400, deadline=None)
def test_no_text_makes_it_raise(text, cited, others):
    judgement = check_sentence(text, cited, others=others)
    assert judgement.supported == (not judgement.reasons)
    assert all(reason.detail for reason in judgement.reasons)


@given(STRANGE | WORDY | SENTENCES)
@settings(max_examples=300, deadline=None)
def test_a_sentence_of_right_form_is_supported_by_itself(text):
    form = list(check_form(text, [text]))
    judgement = check_sentence(text, [text])
    assert set(judgement.reasons) == set(form) or not text.strip()


@given(SENTENCES, st.integers(2, 10**12), st.sampled_from(NOUNS), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_number_that_the_cited_text_has_not_is_always_caught(cited, number, noun, in_front):
    if f"{number:,}" in cited:
        return
    added = f"{number} {noun} watched as {cited}" if in_front else f"{cited[:-1]} and {number} {noun}."
    assert ReasonKind.NUMBER in {reason.kind for reason in check_sentence(added, [cited]).reasons}


@given(SENTENCES, SENTENCES)
@settings(max_examples=100, deadline=None)
def test_more_citations_never_make_verbatim_words_unsupported(one, other):
    assert check_sentence(one, [one, other]).supported
    assert check_sentence(one, [other, one]).supported


@given(SENTENCES, st.sampled_from(string.ascii_uppercase))
@settings(max_examples=100, deadline=None)
def test_a_name_that_the_cited_text_has_not_is_always_caught(cited, letter):
    added = f"{cited[:-1]}, {letter}uxley Brandt said."
    assert not check_sentence(added, [cited]).supported
