"""A briefing and its sources → a judgement for each sentence, in reading order. Citations that lead nowhere are found here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dispatcher.model import Briefing, Citation, Sentence, SourceText
from dispatcher.stories.briefing.check.judge import check_sentence
from dispatcher.stories.briefing.check.judgement import Judgement, Reason, ReasonKind
from dispatcher.stories.briefing.sentences import split_sentences

LONGEST_SPAN = 2_000  # code points: a citation covers a sentence, not an article


def check_briefing(briefing: Briefing, sources: Sequence[SourceText]) -> list[Judgement]:
    """One judgement per sentence, section by section. `sources` are those that the citations count in, by id."""
    known = {source.id: source for source in sources}
    spans: dict[str | int, list[tuple[int, int]]] = {}
    return [_judged(sentence, known, spans) for section in briefing.sections for sentence in section.sentences]


def _judged(
    sentence: Sentence, known: Mapping[str | int, SourceText], spans: dict[str | int, list[tuple[int, int]]]
) -> Judgement:
    lost = tuple(_lost(sentence.citations, known))
    if lost or not sentence.citations:
        return Judgement(supported=False, reasons=lost or (Reason(ReasonKind.CITATION, "cites nothing"),))
    cited = [known[each.article].text[each.start : each.end] for each in sentence.citations]
    return check_sentence(sentence.text, cited, others=_others(sentence.citations, known, spans))


def _lost(citations: Sequence[Citation], known: Mapping[str | int, SourceText]) -> Iterator[Reason]:
    for each in citations:
        source = known.get(each.article)
        if source is None:
            yield Reason(ReasonKind.CITATION, f"cites article {each.article!r}, which is not there")
        elif not 0 <= each.start < each.end <= len(source.text):
            yield Reason(
                ReasonKind.CITATION,
                f"cites {each.start} to {each.end} of article {each.article!r}, whose text ends at {len(source.text)}",
            )
        elif each.end - each.start > LONGEST_SPAN:
            yield Reason(
                ReasonKind.CITATION,
                f"cites {each.end - each.start} characters of article {each.article!r}, not a sentence",
            )


def _others(
    citations: Sequence[Citation], known: Mapping[str | int, SourceText], spans: dict[str | int, list[tuple[int, int]]]
) -> list[str]:
    """The sentences of the cited articles that are not cited, and their titles."""
    found = []
    for article in dict.fromkeys(each.article for each in citations):
        source = known[article]
        if article not in spans:
            spans[article] = split_sentences(source.text)
        cited = [(each.start, each.end) for each in citations if each.article == article]
        found.append(source.title)
        found += (
            source.text[start:end]
            for start, end in spans[article]
            if not any(start < stop and begin < end for begin, stop in cited)
        )
    return found
