"""Candidates → chosen: which sentences stand in which section, greedily, so that nothing is said twice and no outlet is copied out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dispatcher.model import Role, SectionName
from dispatcher.stories.briefing.candidates import Candidate, containment
from dispatcher.stories.briefing.cues import cues_in
from dispatcher.stories.briefing.stale import coming_days, is_over
from dispatcher.stories.briefing.words import words

MOST = {SectionName.HAPPENING: 5, SectionName.IMPORTANT: 4, SectionName.NEXT: 4, SectionName.BEYOND: 4}
LEAST = {SectionName.HAPPENING: 0.18, SectionName.IMPORTANT: 0.24, SectionName.NEXT: 0.34, SectionName.BEYOND: 0.34}
WORDS_OF_AN_OUTLET = 120  # verbatim, per briefing: we point to the outlets, we do not replace them
REPEATS = 0.5  # containment in what is already said
ORDER = (SectionName.HAPPENING, SectionName.NEXT, SectionName.IMPORTANT, SectionName.BEYOND)

_SET = re.compile(
    r"\b(?:will|is set (?:to|for)|are set (?:to|for)|is due|are due|is scheduled|are scheduled|is expected|are expected|plans? to|"
    r"is to|are to|is planned|are planned|expects? to|intends? to|must decide by|has until|have until|going to|vowed to|is likely to)\b",
    re.IGNORECASE,
)
_REPORTED_PAST = re.compile(
    r"\b(?:would have|was expected|were expected|had been (?:due|set|expected))\b", re.IGNORECASE
)
_STAKES = re.compile(
    r"\b(?:first (?:time|since|in)|(?:largest|biggest|worst|deadliest|highest|lowest|strongest|most \w+)(?: in \w+)? (?:since|in|ever|on record)|record|"
    r"could (?:force|lead|mean|cost|affect|leave|push|delay|raise|cut|reduce|hit)|means that|would mean|as a result|leaving|"
    r"affect(?:s|ed|ing)?|threaten(?:s|ed|ing)?|risk(?:s|ed|ing)?|costs?|jobs|households|economy|supply|shortage|"
    r"thousands of|millions of|turning point|precedent|significant|crucial|consequences?)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:ago|in (?:19|20)\d\d|since (?:19|20)\d\d|last (?:year|month|decade)|decades?|century|founded|history|previous(?:ly)?|earlier|for years)\b",
    re.IGNORECASE,
)


def choose(found: Sequence[Candidate], *, now: datetime) -> dict[SectionName, list[Candidate]]:
    """The sentences of every section, in reading order."""
    chosen: dict[SectionName, list[Candidate]] = {name: [] for name in SectionName}
    said: list[Candidate] = []
    spent: Counter[str] = Counter()
    newest = max((each.published_at for each in found if each.published_at), default=None)
    scores = [_scores(each, now=now, newest=newest) for each in found]
    for name in ORDER:
        ranked = sorted(
            (at for at in range(len(found)) if _fits(name, scores[at])),
            key=lambda at: (-scores[at][name], str(found[at].citation.article), found[at].position),
        )
        for at in ranked:
            if len(chosen[name]) == MOST[name]:
                break
            each = found[at]
            length = len(each.text.split())
            if spent[each.outlet] + length > WORDS_OF_AN_OUTLET or _is_said(each, said):
                continue
            chosen[name].append(each)
            said.append(each)
            spent[each.outlet] += length
    return {name: _in_order(name, of_section) for name, of_section in chosen.items()}


def _fits(name: SectionName, scores: Mapping[SectionName, float]) -> bool:
    """A sentence stands in the section it fits best, or not at all."""
    return scores[name] >= LEAST[name] and scores[name] >= max(scores.values())


def _is_said(each: Candidate, said: Sequence[Candidate]) -> bool:
    if any(containment(each.content, other.content) > REPEATS for other in said):
        return True
    whole: frozenset[str] = frozenset().union(*(other.content for other in said)) if said else frozenset()
    return bool(said) and len(each.content & whole) > 0.8 * len(each.content)


def _scores(each: Candidate, *, now: datetime, newest: datetime | None) -> dict[SectionName, float]:
    none = each.roles[Role.NONE] + each.roles[Role.ANECDOTE]
    scores = dict(each.sections)
    cues = cues_in(words(each.text))
    is_future = bool(_SET.search(each.text)) and not _REPORTED_PAST.search(each.text)
    if is_future or (cues.get("expected") and coming_days(each.text, each.published)):
        over = is_over(each.text, published=each.published, today=now.date())
        scores[SectionName.NEXT] = 0.0 if over else max(scores[SectionName.NEXT], 0.55) + 0.15
        scores[SectionName.HAPPENING] *= 0.4
        if over:
            return dict.fromkeys(SectionName, 0.0)
    else:
        scores[SectionName.NEXT] *= 0.6
    if _STAKES.search(each.text):
        scores[SectionName.IMPORTANT] += 0.35 if cues.get("expert") else 0.25
        scores[SectionName.BEYOND] *= 0.5  # "the strongest since 1999" is about today
    elif _THEN.search(each.text):
        scores[SectionName.BEYOND] += 0.15
        scores[SectionName.HAPPENING] *= 0.6
    if each.position == 0:
        scores[SectionName.HAPPENING] += 0.35
    elif each.position == 1:
        scores[SectionName.HAPPENING] += 0.12
    likely = 1 - none * 0.8
    return {
        name: score * likely * (0.55 + 0.45 * each.centrality + 0.1 * bool(each.also)) * _recency(name, each, newest)
        + 0.12 * each.centrality
        for name, score in scores.items()
    }


def _recency(name: SectionName, each: Candidate, newest: datetime | None) -> float:
    """What happened is told by the newest account; background does not age."""
    if name is SectionName.BEYOND or newest is None or each.published_at is None:
        return 1.0
    hours = (newest - each.published_at).total_seconds() / 3600
    halved: float = 0.5 ** (max(hours, 0.0) / 48)
    return halved


def _in_order(name: SectionName, chosen: list[Candidate]) -> list[Candidate]:
    """What happened in the order articles tell it, dates to come as they come, the rest as ranked."""
    if name is SectionName.HAPPENING:
        return sorted(chosen, key=lambda each: each.position)
    if name is SectionName.NEXT:
        return sorted(chosen, key=lambda each: min(coming_days(each.text, each.published), default=date.max))
    return chosen
