"""Section, sources → why it has no sentences, and one line that names what the sources do not report and how little there was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dispatcher.model import MissingReason, SectionName, SourceText, TextFrom
from dispatcher.stories.briefing.ahead import Tense, tense_at
from dispatcher.stories.briefing.candidates import Candidate, outlet_of
from dispatcher.stories.briefing.cues import cues_in
from dispatcher.stories.briefing.dates import days_named
from dispatcher.stories.briefing.stale import is_over
from dispatcher.stories.briefing.words import is_english, words

SHORT = 80  # words: a text of which nobody said what it was taken from is a summary up to here
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TELL = {  # what the missing section would tell: of several sources, of one
    SectionName.HAPPENING: (
        "do not say what happened",
        "does not say what happened",
    ),
    SectionName.IMPORTANT: ("do not say why it matters", "does not say why it matters"),
    SectionName.NEXT: ("do not say what happens next", "does not say what happens next"),
    SectionName.BEYOND: ("give no background", "gives no background"),
}
_CANNOT_TELL = {
    SectionName.HAPPENING: "what happened",
    SectionName.IMPORTANT: "why it matters",
    SectionName.NEXT: "what happens next",
    SectionName.BEYOND: "the background",
}


def missing(
    name: SectionName, sources: Sequence[SourceText], found: Sequence[Candidate], *, now: datetime
) -> tuple[MissingReason, str]:
    """
    The reason for which `name` has no sentences, and an English line for the reader.

    `found` is what could be quoted of `sources`; it tells whether all that was expected is over.
    """
    told = [source for source in sources if source.text.strip()]
    if not told:
        return MissingReason.HEADLINES, _line(name, sources, "headline", "without a text ")
    english = [source for source in told if is_english(words(source.text[:4_000]))]
    if not english:
        return MissingReason.LANGUAGE, f"{_language(told)} we cannot tell {_CANNOT_TELL[name]}."
    if name is SectionName.NEXT and _all_over(found, today=now.date()):
        return MissingReason.OVER, f"What {_count(english, _kind(english)).lower()} expected is over by now."
    reason = MissingReason.THIN if all(_is_short(source) for source in told) else MissingReason.NO_EVIDENCE
    return reason, _line(name, told, _kind(told), "")


def _line(name: SectionName, sources: Sequence[SourceText], kind: str, apart: str) -> str:
    several, one = _TELL[name]
    if not sources:
        return "There is no source."
    quotable = "" if kind == "headline" else " in a sentence that can be quoted"
    return f"{_count(sources, kind)} {apart}{one if len(sources) == 1 else several}{quotable}."


def _language(told: Sequence[SourceText]) -> str:
    if len(told) == 1:
        return f"{_count(told, _kind(told))} is in a language in which"
    return f"{_count(told, _kind(told))} are in a language in which"


def _count(sources: Sequence[SourceText], kind: str) -> str:
    """How many of what from how many: "Two feed summaries from one outlet"."""
    outlets = len({outlet_of(source) for source in sources})
    plural = "summaries".join(kind.rsplit("summary", 1)) if kind.endswith("summary") else f"{kind}s"
    counted = f"{_number(len(sources))} {kind if len(sources) == 1 else plural}"
    if not any(source.outlet for source in sources):
        return counted.capitalize()
    return f"{counted.capitalize()} from {_number(outlets)} outlet{'' if outlets == 1 else 's'}"


def _kind(sources: Sequence[SourceText]) -> str:
    kinds = {source.text_from for source in sources}
    if kinds == {TextFrom.TEASER}:
        return "feed summary"
    if kinds == {TextFrom.ARTICLE}:
        return "article"
    return "short account" if all(_is_short(source) for source in sources) else "account"


def _is_short(source: SourceText) -> bool:
    if source.text_from is None:
        return len(source.text[:4_000].split()) < SHORT
    return source.text_from is TextFrom.TEASER


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _all_over(found: Sequence[Candidate], *, today: date) -> bool:
    """Whether the sources expected something, and nothing of it is still to come."""
    expected = [each for each in found if each.english and _expects(each)]
    return bool(expected) and all(is_over(each.text, published=each.published, today=today) for each in expected)


def _expects(each: Candidate) -> bool:
    """Whether it names a day that lay ahead when it was written, or says plainly that something will be."""
    if "future" in cues_in(words(each.text)):
        return True
    return any(
        tense_at(each.text, named.start, named.end) is Tense.AHEAD for named in days_named(each.text, each.published)
    )
