"""Sources → numbered sentences: what a model may write from, and what a number in its answer stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.model import Citation, SourceText
from dispatcher.stories.briefing.accounts import MOST_SOURCES, by_age
from dispatcher.stories.briefing.candidates import Candidate, candidates
from dispatcher.stories.briefing.visible import visible

MOST_SENTENCES = 120
LEADS = 3  # sentences from an article's top, which go before others
LONGEST = 600  # code points of one sentence
_AROUND = 80  # bytes beside the text: id, outlet, day


@dataclass(frozen=True, slots=True)
class NumberedSentence:
    """One sentence a model may cite, by its id."""

    id: str  # "s1" …
    text: str  # as seen; what it cites may hold marks that print nothing
    citation: Citation
    outlet: str
    day: str  # of publication, ISO 8601; empty when unknown


def numbered(sources: Sequence[SourceText], *, most_bytes: int = 40_000) -> tuple[NumberedSentence, ...]:
    """
    The sentences worth telling, at most 120 and `most_bytes` of UTF-8, in the order of sources from the oldest.

    Chosen by position and by how much of them other outlets tell too; the order of `sources` never matters.
    """
    ordered = sorted(sources, key=by_age)[-MOST_SOURCES:]
    found = [(at, each) for at, each in enumerate(candidates(ordered)) if len(each.text) <= LONGEST]
    best = sorted(found, key=lambda pair: (-_worth(pair[1]), pair[0]))
    kept, room = [], most_bytes
    for at, each in best[:MOST_SENTENCES]:
        room -= len(each.text.encode()) + _AROUND
        if room < 0:
            break
        kept.append((at, each))
    named = {source.id: visible(source.outlet or "")[:80] for source in ordered}
    return tuple(
        NumberedSentence(
            id=f"s{number}",
            text=visible(each.text),
            citation=each.citation,
            outlet=named[each.citation.article],
            day=each.published.isoformat() if each.published else "",
        )
        for number, (_, each) in enumerate(sorted(kept, key=lambda pair: pair[0]), start=1)
    )


def _worth(each: Candidate) -> float:
    lead = 1.0 if each.position < LEADS else 0.0
    return (each.centrality + 0.5 * lead + 0.2 * max(each.sections.values(), default=0.0)) * each.trust
