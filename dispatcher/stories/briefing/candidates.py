"""Sources → candidates: every sentence that could be quoted, with its roles, its place in the story, and who says the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dispatcher.model import Citation, Role, SectionName, SourceText
from dispatcher.stories.briefing.agreed import agreed, told
from dispatcher.stories.briefing.edits import tidied
from dispatcher.stories.briefing.orders import speaks_to_a_model
from dispatcher.stories.briefing.roles import roles
from dispatcher.stories.briefing.selfcontained import stands_alone
from dispatcher.stories.briefing.sentences import split_sentences
from dispatcher.stories.briefing.superseded import mark_superseded
from dispatcher.stories.briefing.words import content, figures, is_english, words

MOST_TEXT = 40_000  # code points of one source
MOST_SENTENCES = 80  # of one source: what an article says later is not what a briefing is made of
NO_REPORT = 0.6  # how much a sentence of an opinion piece counts beside a report's
NO_TRUST = 0.5  # … of an account that speaks to what writes the briefing
NOTHING: frozenset[str] = frozenset()
SAME = 0.7  # containment that makes two sentences one statement

_GENRE = re.compile(
    r"^(?:opinion|editorial|comment|column|review|analysis|letters?|op-ed|podcast|quiz|watch|video|photos|in pictures)\b ?[:|–—-]"
    r"|\|.*\b(?:opinion|editorial|column|review)\b|\blive (?:blog|updates?)\b|\bas it happened\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<=[\w,;:'’\"“(] )[A-ZÀ-Þ][\w'’-]*|(?<=[-(\"“])[A-ZÀ-Þ][\w'’-]+")


@dataclass(slots=True)
class Candidate:
    """One sentence that may be quoted."""

    text: str
    edits: tuple[str, ...]
    citation: Citation
    outlet: str
    published_at: datetime | None
    position: int
    roles: dict[Role, float]
    sections: dict[SectionName, float]
    content: frozenset[str]
    numbers: frozenset[str]  # of its content
    length: int  # words
    english: bool = True
    trust: float = 1.0  # less for genres that are no report: opinion, reviews, live pages
    headline: float = 0.0  # how much of some source's headline it tells, 0 to 1
    centrality: float = 0.0
    superseded: bool = False  # gives a number of people that a newer account gives otherwise
    tells: frozenset[str] = frozenset()  # names and numbers in it that a third of the outlets tell, and two at least
    shared: frozenset[str] = frozenset()  # of these, the ones that are no part of a longer name in it
    also: list[Citation] = field(default_factory=list)

    @property
    def published(self) -> date | None:
        """The day its source was published."""
        return self.published_at.date() if self.published_at else None


def candidates(sources: Sequence[SourceText]) -> list[Candidate]:
    """All quotable sentences in the order of `sources`, centrality and agreement reckoned across outlets."""
    items = agreed((outlet_of(source), source.text[:MOST_TEXT]) for source in sources)
    found = [candidate for source in sources for candidate in _of(source, items)]
    _rate(found, outlets=len({candidate.outlet for candidate in found}))
    mark_superseded(found)
    titles = [title for source in sources if (title := content(words(source.title)))]
    for each in found:
        each.headline = max((len(title & each.content) / len(title) for title in titles), default=0.0)
    return found


def outlet_of(source: SourceText) -> str:
    """Who tells it; a source without an outlet is its own."""
    return (source.outlet or f"source {source.id}").strip().casefold()


def _of(source: SourceText, items: frozenset[str]) -> list[Candidate]:
    text = source.text[:MOST_TEXT]
    spans = split_sentences(text)[:MOST_SENTENCES]
    judged = roles(source.title, [text[start:end] for start, end in spans])
    english = is_english(words(text[:4_000]))
    trust = NO_REPORT if _GENRE.search(source.title) else 1.0
    orders = [speaks_to_a_model(text[start:end]) for start, end in spans]
    if any(orders):
        trust *= NO_TRUST
    found = []
    for position, ((start, end), judgement) in enumerate(zip(spans, judged, strict=True)):
        printed, edits = tidied(text[start:end])
        if end == len(text) < len(source.text) or orders[position] or not stands_alone(printed):
            continue
        tokens = words(printed)
        tells, shared = told(tokens, items) if english else (NOTHING, NOTHING)
        found.append(
            Candidate(
                text=printed,
                edits=edits,
                citation=Citation(source.id, start, end),
                outlet=outlet_of(source),
                published_at=source.published_at,
                position=position,
                roles=judgement.roles,
                sections=judgement.sections,
                content=(stems := content(tokens)),
                numbers=figures(stems),
                length=len(printed.split()),
                english=english,
                trust=trust,
                tells=tells,
                shared=shared,
            )
        )
    return found


def _rate(found: Sequence[Candidate], *, outlets: int) -> None:
    """Centrality is how much of a sentence's content other outlets tell too, weighed by how seldom the words are."""
    spread: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for each in found:
        counts.update(each.content)
        for word in each.content:
            spread.setdefault(word, set()).add(each.outlet)
    for each in found:
        weights = {word: 1 / math.log2(2 + counts[word]) for word in each.content}
        whole = sum(weights[word] for word in sorted(weights))
        told = sum(weights[word] * (len(spread[word]) - 1) / max(outlets - 1, 1) for word in sorted(weights))
        each.centrality = told / whole if whole else 0.0
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if one.citation.article != other.citation.article and same(one, other):
                one.also.append(other.citation)
                other.also.append(one.citation)


def same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences state the same, figures included."""
    smaller = min(len(one.content), len(other.content))
    if smaller < 4 or len(one.content & other.content) < SAME * max(len(one.content), len(other.content)):  # noqa: PLR2004 - words
        return False
    return one.numbers == other.numbers


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller one stands in the other, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
