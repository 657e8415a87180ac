"""
Briefing told, Briefing now → what its reader has not been told: the decider of "Updated".

A story is told again when a sentence of What's Happening? or What's Next? rests on accounts alone that joined since, and none that was told
says it, its figures included. What changed in figures (`material`) is then told first. One more copy of the same wire text brings no such
sentence, nor do old accounts from which the writer takes other sentences today: neither tells a story again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dispatcher.model import Briefing, SectionName, Sentence
from dispatcher.stories.briefing.timeline import is_said
from dispatcher.stories.material import Change, material

MOST = 3  # what changed is told in a glance; the briefing below says all of it
_OF_NOW = (SectionName.HAPPENING, SectionName.NEXT)


def news_since(told: Briefing, now: Briefing, *, known: Collection[int]) -> tuple[str, ...]:
    """
    What changed, in at most `MOST` lines, figures first; empty when nothing did, and the story is not told again.

    `known` are the ids of the accounts (entries) that the briefing which was told had.
    """
    said = [sentence.text for section in told.sections for sentence in section.sentences]
    fresh = [
        sentence.text
        for sentence in _sentences(now)
        if sentence.citations and not any(citation.article in known for citation in sentence.citations)
    ]
    news = [text for text in dict.fromkeys(fresh) if not is_said(text, said)]
    if not news:
        return ()
    figures = [change.words for change in material(told, now) if change.kind is Change.FIGURE]
    return (*figures, *news)[:MOST]


def _sentences(briefing: Briefing) -> Iterator[Sentence]:
    return (sentence for section in briefing.sections if section.name in _OF_NOW for sentence in section.sentences)
