"""Accepted sentences and the extractive briefing → one briefing: section by section the model's, else the quoted one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dispatcher.model import Briefing, MissingReason, Section, SectionName, Sentence
from dispatcher.stories.briefing.accept import copied_words, outlet_of
from dispatcher.stories.briefing.candidates import containment
from dispatcher.stories.briefing.novelty import REPEATS
from dispatcher.stories.briefing.numbered import NumberedSentence
from dispatcher.stories.briefing.selection import WORDS_OF_AN_OUTLET
from dispatcher.stories.briefing.words import content, words

NOTHING_MORE = "The sources say nothing more on it than what stands in the other sections."


def by_extraction(briefing: Briefing, *, model: str) -> Briefing:
    """A briefing without a sentence of the model, which says so."""
    return _with_writer(briefing, model, dict.fromkeys(SectionName, "extractive"))


def assemble(
    accepted: Mapping[SectionName, Sequence[Sentence]],
    extractive: Briefing,
    sentences: Sequence[NumberedSentence],
    *,
    model: str,
) -> Briefing:
    """Sections the model filled, and quoted ones for the others, less what is already said or copied too much."""
    places = {each.citation: each for each in sentences}
    outlets = {each.citation.article: outlet_of(each) for each in sentences}
    said = [content(words(each.text)) for of_section in accepted.values() for each in of_section]
    lent: Counter[str] = Counter()
    for of_section in accepted.values():
        for each in of_section:
            lent.update(copied_words(each.text, [places[one] for one in each.citations if one in places]))
    sections, writers = [], {}
    for section in extractive.sections:
        written = tuple(accepted.get(section.name, ()))
        writers[section.name] = "llm" if written else "extractive"
        sections.append(
            replace(section, sentences=written, missing=None, why=None)
            if written
            else _quoted(section, said, lent, outlets)
        )
    return _with_writer(Briefing.of(sections, extractive.facts), model, writers)


def _quoted(
    section: Section, said: list[frozenset[str]], lent: Counter[str], outlets: Mapping[str | int, str]
) -> Section:
    kept = []
    for each in section.sentences:
        own = content(words(each.text))
        article = each.citations[0].article
        outlet = outlets.get(article, f"source {article}")
        length = len(each.text.split())
        if any(containment(own, other) > REPEATS for other in said) or lent[outlet] + length > WORDS_OF_AN_OUTLET:
            continue
        kept.append(each)
        said.append(own)
        lent[outlet] += length
    if kept or not section.sentences:
        return replace(section, sentences=tuple(kept))
    return replace(section, sentences=(), missing=NOTHING_MORE, why=MissingReason.NO_EVIDENCE)


def _with_writer(briefing: Briefing, model: str, sections: Mapping[SectionName, str]) -> Briefing:
    writer: dict[str, Any] = {
        "kind": "llm",
        "model": model,
        "sections": {str(name): kind for name, kind in sections.items()},
    }
    return replace(briefing, facts={**briefing.facts, "writer": writer})
