"""Why a section has no sentences, and how little there was."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatcher.model import BriefingStatus, MissingReason, SectionName, SourceText, TextFrom
from dispatcher.stories.briefing import write_briefing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FERRY = "A ferry sank off Port Amary on Monday in heavy seas, killing two people who had been on the deck."


def source(number, text="", *, outlet="Example Times", text_from=TextFrom.TEASER, title="Ferry sinks off Port Amary"):
    return SourceText(id=number, title=title, text=text, outlet=outlet, text_from=text_from, published_at=NOON)


def missing(sources, name=SectionName.NEXT, *, later=timedelta(hours=1)):
    briefing = write_briefing(sources, now=NOON + later)
    section = next(each for each in briefing.sections if each.name is name)
    return section.why, section.missing


def test_two_summaries_are_thin_and_are_counted():
    assert missing([source(1, FERRY), source(2, FERRY)]) == (
        MissingReason.THIN,
        "Two feed summaries from one outlet do not say what happens next in a sentence that can be quoted.",
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            SectionName.IMPORTANT,
            "One feed summary from one outlet does not say why it matters in a sentence that can be quoted.",
        ),
        (
            SectionName.NEXT,
            "One feed summary from one outlet does not say what happens next in a sentence that can be quoted.",
        ),
        (SectionName.BEYOND, "One feed summary from one outlet gives no background in a sentence that can be quoted."),
    ],
)
def test_each_section_names_what_is_not_reported(name, line):
    assert missing([source(1, FERRY)], name) == (MissingReason.THIN, line)


def test_articles_that_do_not_say_it_are_no_evidence():
    sources = [source(1, FERRY, text_from=TextFrom.ARTICLE), source(2, FERRY, outlet="B", text_from=TextFrom.ARTICLE)]
    assert missing(sources) == (
        MissingReason.NO_EVIDENCE,
        "Two articles from two outlets do not say what happens next in a sentence that can be quoted.",
    )


def test_headlines_alone_fill_nothing_and_say_so_everywhere():
    sources = [source(1), source(2, " \n", outlet="Example Post")]
    briefing = write_briefing(sources, now=NOON)
    assert briefing.status is BriefingStatus.BRIEF
    assert {section.why for section in briefing.sections} == {MissingReason.HEADLINES}
    assert missing(sources, SectionName.HAPPENING)[1] == (
        "Two headlines from two outlets without a text do not say what happened."
    )


def test_what_was_expected_and_is_over_is_named():
    text = f"{FERRY} The coast guard of Port Amary will search the bay again on Wednesday."
    sources = [source(1, text, text_from=TextFrom.ARTICLE)]
    assert missing(sources, later=timedelta(days=10)) == (
        MissingReason.OVER,
        "What one article from one outlet expected is over by now.",
    )


def test_a_language_we_cannot_read_is_named():
    text = "Eine Fähre ist am Montag vor dem Hafen von Amary gesunken, und zwei Menschen sind dabei ums Leben gekommen."
    why, line = missing([source(1, text, title="Fähre gesunken")])
    assert why is MissingReason.LANGUAGE
    assert line == "One feed summary from one outlet is in a language in which we cannot tell what happens next."


def test_sources_without_outlet_or_kind_are_counted_as_they_are():
    sources = [SourceText(id=1, text=FERRY), SourceText(id=2, text=FERRY)]
    assert missing(sources) == (
        MissingReason.THIN,
        "Two short accounts do not say what happens next in a sentence that can be quoted.",
    )


def test_no_source_at_all_is_no_crash():
    assert missing([])[0] is MissingReason.HEADLINES


def test_a_section_with_sentences_has_no_reason():
    briefing = write_briefing([source(1, FERRY)], now=NOON)
    assert [bool(section.sentences) for section in briefing.sections] == [
        section.why is None for section in briefing.sections
    ]
