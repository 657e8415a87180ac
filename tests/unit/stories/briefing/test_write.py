"""A briefing quotes, cites and never fills."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.model import BriefingStatus, SectionName, SourceText
from dispatcher.stories.briefing import roles, split_sentences, write_briefing
from dispatcher.stories.briefing.edits import tidied
from dispatcher.stories.briefing.selfcontained import stands_alone
from dispatcher.stories.briefing.stale import coming_days, is_over

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

QUAKE = (
    SourceText(
        id="times",
        title="Strong earthquake hits Velmora, 14 dead",
        outlet="Example Times",
        published_at=NOON - timedelta(hours=6),
        text=(
            "TARSIN — A magnitude 6.4 earthquake struck eastern Velmora before dawn on Tuesday, killing at least 14 people. "
            "Rescue teams in Dorvan pulled 30 people from collapsed houses, the interior ministry said. "
            "He said the night would be long. "
            "The government of Velmora will hold an emergency session on 27 November. "
            "The last major earthquake in Velmora, in 1999, killed 1,130 people. "
            "Geologist Ana Petrov said the quake was the strongest in Velmora since 1999 and could force thousands of families to move."
        ),
    ),
    SourceText(
        id=7,
        title="Velmora quake toll rises to 31",
        outlet="Example Post",
        published_at=NOON - timedelta(hours=2),
        text=(
            "At least 31 people were killed when an earthquake struck eastern Velmora before dawn on Tuesday, officials said. "
            "A magnitude 6.4 earthquake struck eastern Velmora before dawn on Tuesday, killing 31 people. "
            "Is this the end? Subscribe to our newsletter for more. "
            "Engineers in Velmora are due to inspect the Lissa dam by 26 November."
        ),
    ),
    SourceText(
        id="wire",
        title="Velmora asks for help",
        outlet="Example Wire",
        published_at=NOON - timedelta(hours=1),
        text="Velmora asked its neighbours for help after the earthquake killed at least 31 people. It did not say more.",
    ),
)


def sentences(briefing):
    return [sentence for section in briefing.sections for sentence in section.sentences]


def section(briefing, name):
    return " ".join(s.text for each in briefing.sections if each.name is name for s in each.sentences)


def test_all_four_sections_are_listed_in_order_filled_or_with_a_reason():
    briefing = write_briefing(QUAKE, now=NOON)
    assert [each.name for each in briefing.sections] == list(SectionName)
    assert all(bool(each.sentences) != bool(each.missing) for each in briefing.sections)


def test_every_sentence_stands_in_its_source_apart_from_recorded_edits():
    texts = {source.id: source.text for source in QUAKE}
    for sentence in sentences(write_briefing(QUAKE, now=NOON)):
        first = sentence.citations[0]
        assert tidied(texts[first.article][first.start : first.end]) == (sentence.text, sentence.edits)


def test_ids_come_back_as_they_were_given():
    cited = {c.article for s in sentences(write_briefing(QUAKE, now=NOON)) for c in s.citations}
    assert cited <= {"times", 7, "wire"}
    assert 7 in cited


def test_what_comes_and_what_was_stand_where_they_belong():
    briefing = write_briefing(QUAKE, now=NOON)
    assert "26 November" in section(briefing, SectionName.NEXT)
    assert "strongest" not in section(briefing, SectionName.BEYOND)


def test_an_expectation_whose_day_has_passed_is_dropped():
    later = write_briefing(QUAKE, now=NOON + timedelta(days=30))
    assert "November" not in section(later, SectionName.NEXT)


def test_outlets_that_differ_on_a_figure_are_shown_with_it():
    (row,) = write_briefing(QUAKE, now=NOON).facts["figures"]
    assert (row["what"], [(each["value"], each["article"]) for each in row["values"]]) == (
        "killed",
        [("at least 31", "wire"), ("at least 31", 7), ("at least 14", "times")],
    )


def test_nothing_is_said_twice():
    said = [sentence.text for sentence in sentences(write_briefing(QUAKE, now=NOON))]
    assert len(said) == len(set(said))
    assert sum("before dawn on Tuesday" in text for text in said) == 1


@given(st.permutations(QUAKE))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_sources_never_matters(shuffled):
    assert write_briefing(shuffled, now=NOON) == write_briefing(QUAKE, now=NOON)


def test_two_summaries_give_what_happened_and_honest_gaps():
    thin = [
        SourceText(
            id=1, title="Ferry sinks", outlet="A", text="A ferry sank off Port Amary on Monday, killing two people."
        ),
        SourceText(id=2, title="Ferry", outlet="B", text="Two people died when a ferry sank off Port Amary on Monday."),
    ]
    briefing = write_briefing(thin, now=NOON)
    assert briefing.status is BriefingStatus.BRIEF
    assert [bool(each.missing) for each in briefing.sections] == [False, True, True, True]


def test_a_story_without_text_says_so_everywhere():
    briefing = write_briefing([SourceText(id=1, title="Only a title")], now=NOON)
    assert (briefing.status, sentences(briefing)) == (BriefingStatus.BRIEF, [])


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "A. " * 300_000, "\x00\x1b[31m" * 100_000, '"' * 200_000, "Word " * 500_000]
)
def test_hostile_text_ends_and_prints_nothing(text):
    assert sentences(write_briefing([SourceText(id=1, title="t", text=text)], now=NOON)) == []


@given(st.lists(st.text(max_size=400), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_briefing_that_cites_what_it_prints(texts):
    sources = [SourceText(id=number, title="t", text=text) for number, text in enumerate(texts)]
    for sentence in sentences(write_briefing(sources, now=NOON)):
        first = sentence.citations[0]
        assert tidied(texts[first.article][first.start : first.end])[0] == sentence.text


@given(st.text(max_size=600))
@settings(deadline=None)
def test_sentences_are_in_order_apart_inside_and_without_white_space_at_their_ends(text):
    end = 0
    for start, stop in split_sentences(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Mr. Smith met Dr. Jones. They talked.", 2),
        ("The U.S. economy grew 3.5 percent. Prices fell.", 2),
        ("J. K. Berg said so. Nobody else did.", 2),
        ('"We will win." He left.', 2),
        ("One line\nanother line", 2),
        ("Wait ... what happened then?", 1),
    ],
)
def test_a_sentence_ends_where_a_reader_would_say(text, number):
    assert len(split_sentences(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        "He said the talks in Geneva would go on for another week.",
        "The move surprised many observers across the whole region.",
        '"We were not told about any of it," she said on Monday evening.',
        "Will the government of Velmora survive the week ahead of it?",
        "Subscribe to our newsletter to read more about this story today.",
        "Prime Minister Berg told reporters that the talks would",
        "Too short.",
    ],
)
def test_what_cannot_stand_alone_is_not_printed(text):
    assert not stands_alone(text)


def test_a_dateline_and_a_connective_are_taken_off_and_recorded():
    assert tidied("TARSIN (Reuters) - But the dam held.")[1] in {("dateline",), ("dateline", "connective")}
    assert tidied("However, the dam held.") == ("The dam held.", ("connective",))
    assert tidied("The dam held.") == ("The dam held.", ())


def test_dates_are_resolved_against_the_day_of_publication():
    published = NOON.date()
    assert coming_days("The court meets on 2 January.", published)[0].isoformat() == "2027-01-02"
    assert coming_days("A vote is due by Friday.", published)[0].isoformat() == "2026-11-27"
    assert coming_days("The ministry announced it on Friday.", published) == []
    assert is_over("The court meets on 2 January 2026.", published=published, today=published)


@given(st.lists(st.text(max_size=200), max_size=8))
@settings(max_examples=50, deadline=None)
def test_probabilities_are_probabilities(texts):
    for each in roles("A headline", texts):
        assert abs(sum(each.roles.values()) - 1) < 1e-6
        assert 0 <= sum(each.sections.values()) <= 1 + 1e-6
