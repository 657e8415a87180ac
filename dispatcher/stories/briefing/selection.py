"""Candidates → chosen: which sentences stand in which section, so that nothing is said twice and no outlet is copied out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dispatcher.model import SectionName
from dispatcher.stories.briefing.candidates import Candidate
from dispatcher.stories.briefing.evidence import freshness, scores
from dispatcher.stories.briefing.exchange import Rated, exchange
from dispatcher.stories.briefing.novelty import repeats, share_of_new, tie, unsaid
from dispatcher.stories.briefing.stale import coming_days

MOST = {SectionName.HAPPENING: 5, SectionName.IMPORTANT: 4, SectionName.NEXT: 4, SectionName.BEYOND: 5}
LEAST = {SectionName.HAPPENING: 0.37, SectionName.IMPORTANT: 0.38, SectionName.NEXT: 0.5, SectionName.BEYOND: 0.5}
WORDS_OF_AN_OUTLET = 120  # verbatim, per briefing: we point to the outlets, we do not replace them
KEPT_FOR_THE_REST = 45  # of these, what the first section leaves to the others
SEVERAL = 3  # outlets, from which on less is asked: of the first sentence of a section this part of its least score
FIRST = {SectionName.HAPPENING: 0.5, SectionName.IMPORTANT: 0.45, SectionName.NEXT: 0.45, SectionName.BEYOND: 0.65}
LOWEST = min(FIRST.values())
UNSAID, EASE = 2, 0.5  # so many unsaid names or numbers halve what is asked
ORDER = (SectionName.HAPPENING, SectionName.NEXT, SectionName.IMPORTANT, SectionName.BEYOND)


def choose(found: Sequence[Candidate], *, now: datetime) -> dict[SectionName, list[Candidate]]:
    """
    The sentences of every section, the best first; `in_order` brings them into reading order.

    Of several outlets, sentences then give way to others that tell more of what outlets share, and what room is left is filled.
    """
    chosen: dict[SectionName, list[Candidate]] = {name: [] for name in SectionName}
    fits = _fits(found, now=now)
    outlets = len({each.outlet for each in found})
    for name in ORDER:
        _fill(chosen, name, fits[name], outlets=outlets, kept=KEPT_FOR_THE_REST if name is SectionName.HAPPENING else 0)
    if outlets >= SEVERAL:
        exchange(chosen, fits, most_words=WORDS_OF_AN_OUTLET)
        for name in (name for name in ORDER if chosen[name]):
            _fill(chosen, name, fits[name], outlets=outlets, kept=0)
    return chosen


def _fits(found: Sequence[Candidate], *, now: datetime) -> dict[SectionName, Rated]:
    """What could stand in each section, with its score there."""
    newest = _newest_event(found)
    latest = max((each.published_at for each in found if each.published_at), default=None)
    rated = [(each, scores(each, now=now, newest=newest, latest=latest)) for each in found]
    return {
        name: [
            (each, rate[name] * (freshness(each, newest) if name is SectionName.HAPPENING else 1.0))
            for each, rate in rated
            if rate[name] >= LEAST[name] * LOWEST and rate[name] >= _share_of_best(name) * max(rate.values())
        ]
        for name in SectionName
    }


def _fill(
    chosen: Mapping[SectionName, list[Candidate]], name: SectionName, fits: Rated, *, outlets: int, kept: int
) -> None:
    """Add the best to a section in place, one by one, while there is room; `kept` words of each outlet are left to other sections."""
    spent: Counter[str] = Counter()
    for each in (each for section in chosen.values() for each in section):
        spent[each.outlet] += each.length
    open_, section = fits, chosen[name]
    while len(section) < MOST[name]:
        said = [each for of_section in chosen.values() for each in of_section]
        open_ = [
            (each, score)
            for each, score in open_
            if score >= LEAST[name] * _ease(each, name, said, first=not section, outlets=outlets)
            and spent[each.outlet] + each.length <= WORDS_OF_AN_OUTLET - (kept if spent[each.outlet] else 0)
            and not any(each is other or repeats(each, other) for other in said)
        ]
        if not open_:
            break
        leads = name is SectionName.HAPPENING and not said
        best = max(
            open_,
            key=lambda pair: (
                pair[1] * share_of_new(pair[0], said, section) * (_as_lead(pair[0]) if leads else 1.0),
                tie(pair[0]),
            ),
        )[0]
        section.append(best)
        spent[best.outlet] += best.length


def _newest_event(found: Sequence[Candidate]) -> datetime | None:
    """When the newest main event was told: by the newest account, of many by the newest quarter, for a straggler tells nothing new."""
    told = {each.citation.article: each.published_at for each in found if each.published_at}
    times = sorted(told.values(), reverse=True)
    return times[len(times) // 4] if times else None


def _share_of_best(name: SectionName) -> float:
    """A sentence stands in the section it fits best; what matters may be what happened, or will, where those had no room for it."""
    return 0.55 if name is SectionName.IMPORTANT else 1.0


def _ease(each: Candidate, name: SectionName, said: Sequence[Candidate], *, first: bool, outlets: int) -> float:
    """
    What part of a section's least score is asked: all of it of single accounts.

    The best of many accounts is right more often at the same score, and what several outlets name and the briefing does not yet is worth more.
    """
    if outlets < SEVERAL:
        return 1.0
    if first:
        return FIRST[name]
    return EASE if unsaid(each, said) >= UNSAID else 1.0


def _as_lead(each: Candidate) -> float:
    """The first sentence tells what all tell, and tells it whole."""
    return (0.4 + each.centrality) * (0.7 + min(each.length, 30) / 100)


def in_order(name: SectionName, chosen: Sequence[Candidate]) -> list[Candidate]:
    """What happened begins with the best and goes on as articles do, dates come as they come, the rest stands as ranked."""
    if name is SectionName.HAPPENING:
        return [*chosen[:1], *sorted(chosen[1:], key=lambda each: each.position)]
    if name is SectionName.NEXT:
        return sorted(chosen, key=lambda each: min(coming_days(each.text, each.published), default=date.max))
    return list(chosen)
