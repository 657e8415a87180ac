"""Candidates → chosen: which sentences stand in which section, greedily, so that nothing is said twice and no outlet is copied out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dispatcher.model import SectionName
from dispatcher.stories.briefing.candidates import Candidate, containment, figures
from dispatcher.stories.briefing.evidence import scores
from dispatcher.stories.briefing.stale import coming_days

MOST = {SectionName.HAPPENING: 5, SectionName.IMPORTANT: 4, SectionName.NEXT: 4, SectionName.BEYOND: 4}
LEAST = {SectionName.HAPPENING: 0.26, SectionName.IMPORTANT: 0.22, SectionName.NEXT: 0.42, SectionName.BEYOND: 0.36}
WORDS_OF_AN_OUTLET = 120  # verbatim, per briefing: we point to the outlets, we do not replace them
KEPT_FOR_THE_REST = 45  # of these, what the first section leaves to the others
REPEATS = 0.45  # containment in what is already said
REPEATS_A_FIGURE = 0.3  # … of a sentence that gives the same number again
ORDER = (SectionName.HAPPENING, SectionName.NEXT, SectionName.IMPORTANT, SectionName.BEYOND)


def choose(found: Sequence[Candidate], *, now: datetime) -> dict[SectionName, list[Candidate]]:
    """The sentences of every section, in reading order."""
    chosen: dict[SectionName, list[Candidate]] = {name: [] for name in SectionName}
    newest = max((each.published_at for each in found if each.published_at), default=None)
    rated = [scores(each, now=now, newest=newest) for each in found]
    spent: Counter[str] = Counter()
    for name in ORDER:
        open_ = [(each, rate[name]) for each, rate in zip(found, rated, strict=True) if _fits(name, rate)]
        most_words = WORDS_OF_AN_OUTLET - (KEPT_FOR_THE_REST if name is SectionName.HAPPENING else 0)
        while len(chosen[name]) < MOST[name]:
            said = [each for of_section in chosen.values() for each in of_section]
            open_ = [
                (each, score)
                for each, score in open_
                if spent[each.outlet] + each.length <= (most_words if spent[each.outlet] else WORDS_OF_AN_OUTLET)
                and not any(each is other or repeats(each, other) for other in said)
            ]
            if not open_:
                break
            outlets = Counter(each.outlet for each in chosen[name])
            leads = name is SectionName.HAPPENING and not said
            best = max(
                open_,
                key=lambda pair: (
                    pair[1] * _share_of_new(pair[0], said, outlets) * (_as_lead(pair[0]) if leads else 1.0),
                    _tie(pair[0]),
                ),
            )[0]
            chosen[name].append(best)
            spent[best.outlet] += best.length
    return {name: _in_order(name, of_section) for name, of_section in chosen.items()}


def repeats(one: Candidate, other: Candidate) -> bool:
    """Whether it says again what the other says."""
    shared = containment(one.content, other.content)
    return shared > REPEATS or (shared > REPEATS_A_FIGURE and bool(figures(one.content) & figures(other.content)))


def _fits(name: SectionName, rate: Mapping[SectionName, float]) -> bool:
    """A sentence stands in the section it fits best; what matters may be what happened, or will, where those had no room for it."""
    share = 0.55 if name is SectionName.IMPORTANT else 1.0
    return rate[name] >= LEAST[name] and rate[name] >= share * max(rate.values())


def _share_of_new(each: Candidate, said: Sequence[Candidate], outlets: Mapping[str, int]) -> float:
    """1, less for what is partly said and for what its outlet had to say already."""
    nearest = max((containment(each.content, other.content) for other in said), default=0.0)
    return (1 - 0.6 * nearest) * float(0.8 ** outlets[each.outlet])


def _as_lead(each: Candidate) -> float:
    """The first sentence tells what all tell, and tells it whole."""
    return (0.4 + each.centrality) * (0.7 + min(each.length, 30) / 100)


def _tie(each: Candidate) -> tuple[int, str]:
    """Settles ties, whatever order the sources came in."""
    return -each.position, str(each.citation.article)


def _in_order(name: SectionName, chosen: list[Candidate]) -> list[Candidate]:
    """What happened begins with the best and goes on as articles do, dates come as they come, the rest stands as ranked."""
    if name is SectionName.HAPPENING:
        return chosen[:1] + sorted(chosen[1:], key=lambda each: each.position)
    if name is SectionName.NEXT:
        return sorted(chosen, key=lambda each: min(coming_days(each.text, each.published), default=date.max))
    return chosen
