"""Sources → what a model may write from, and the quoted briefing that stands in where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatcher.model import Briefing, EarlierBriefing, SectionName, Sentence, SourceText
from dispatcher.stories.briefing.accounts import MOST_SOURCES, newest_first
from dispatcher.stories.briefing.answer import Drafted
from dispatcher.stories.briefing.numbered import NumberedSentence, numbered
from dispatcher.stories.briefing.orders import blanked, is_hostile
from dispatcher.stories.briefing.write import write_briefing


def prepare(
    sources: Sequence[SourceText], earlier: Sequence[EarlierBriefing] = (), *, now: datetime, most_bytes: int
) -> tuple[Briefing, tuple[NumberedSentence, ...]]:
    """
    Both are made without the sentences that speak to a model: nothing of these is told, whoever writes.

    An account that speaks to a model lends no words at all where others tell the story. Accounts past the newest 12 count as outlets and sources, and lend no words.
    """
    ordered = newest_first(sources, now=now)
    older = [replace(source, text="") for source in ordered[MOST_SOURCES:]]
    plain = blanked([*_trusted(ordered[:MOST_SOURCES]), *older])
    return write_briefing(plain, now=now, earlier=earlier), numbered(plain, most_bytes=most_bytes)


def _trusted(sources: Sequence[SourceText]) -> list[SourceText]:
    hostile = {source.id for source in sources if is_hostile(source)}
    others = any(source.text.strip() and source.id not in hostile for source in sources)
    return [replace(source, title="", text="") if others and source.id in hostile else source for source in sources]


def as_drafted(
    sections: Mapping[SectionName, Iterable[Sentence]], sentences: Sequence[NumberedSentence]
) -> list[Drafted]:
    """Accepted sentences as they were drafted, to be checked together or kept."""
    ids = {each.citation: each.id for each in sentences}
    return [
        Drafted(name, each.text, tuple(ids[one] for one in each.citations if one in ids))
        for name in SectionName
        for each in sections.get(name, ())
    ]


def as_answer(drafted: Iterable[Drafted]) -> dict[str, list[dict[str, Any]]]:
    """The same in the form in which a model answers."""
    answer: dict[str, list[dict[str, Any]]] = {str(name): [] for name in SectionName}
    for each in drafted:
        answer[str(each.section)].append({"text": each.text, "cites": list(each.cites)})
    return answer
