"""
Briefing told, Briefing now → Changes: what changed so much that a reader who knows the first would want the second at once.

Four things do, and in doubt none. A toll (people killed, hurt, missing, …) that is new where people died, or half as high again, or fell
by half; another figure that outlets gave and now give at twice or half of what it was; a main event that nothing told before speaks of,
confirmed by a second account; and outlets that doubled, where they are many. More accounts of the same, new words and new background are none.

Tolls are read from English sentences only (`briefing.counting`); in other languages events and outlets decide. Not seen: a change that
stands in no sentence of What's Happening?, such as a new date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.model import Briefing, SectionName, Sentence
from dispatcher.stories.briefing.amounts import Amount, amounts
from dispatcher.stories.briefing.candidates import containment
from dispatcher.stories.briefing.counting import counted
from dispatcher.stories.briefing.words import content, words

ROSE, FELL = 1.5, 0.5  # times what was told
FIGURE_ROSE = 2.0  # the same for figures that are no toll: they differ between outlets by more
FEWEST_PEOPLE = 3  # more or fewer: two dead and then three is news, but not to be woken for twice
KNOWN = 0.5  # of the words of a new main sentence stand in what was told: the same event in other words
FEWEST_ACCOUNTS = 2  # that tell a new main event
FEWEST_WORDS = 5  # of content: less is no event
FEWEST_OUTLETS = 8  # a story that grew from three to six is on its ordinary way

_DEAD = re.compile(
    r"\b(?:killed|kills|killing|dead|died|deaths?|fatal(?:ly|ities)?|drowned|bod(?:y|ies))\b", re.IGNORECASE
)
_NONE_DEAD = re.compile(
    r"\b(?:no|without|nobody|no one)\b[^.;]{0,40}?\b(?:killed|dead|died|deaths?|fatalities)\b", re.IGNORECASE
)


class Change(StrEnum):
    """What kind of change it is."""

    FIGURE = "figure"
    EVENT = "event"
    OUTLETS = "outlets"


@dataclass(frozen=True, slots=True)
class Changed:
    """One material change, as far as it is told in figures."""

    kind: Change
    what: str = ""  # "killed"; the sentence of a new event
    before: str = ""  # as it was told: "14"; "" when it was not
    after: str = ""  # as it is told now: "at least 36"

    @property
    def words(self) -> str:
        """
        As a reader is told. Figures need no language but that of the sources, as among a story's facts; of outlets nothing is
        said, since how many they are stands with every story.
        """
        match self.kind:
            case Change.EVENT:
                return self.what
            case Change.OUTLETS:
                return ""
            case Change.FIGURE:
                what = self.what[:1].upper() + self.what[1:]
                return f"{what}: {self.before} → {self.after}" if self.before else f"{what}: {self.after}"


def material(before: Briefing, after: Briefing) -> tuple[Changed, ...]:
    """The material changes, figures first; empty when there are none. A briefing that could not be written changes nothing."""
    if not _happening(before) or not _happening(after):
        return ()
    return (*_tolls(before, after), *_figures(before, after), *_events(before, after), *_outlets(before, after))


def _happening(briefing: Briefing) -> tuple[Sentence, ...]:
    return next((each.sentences for each in briefing.sections if each.name is SectionName.HAPPENING), ())


def _tolls(before: Briefing, after: Briefing) -> Iterator[Changed]:
    old, new = _people(before), _people(after)
    for what, amount in new.items():
        known = old.get(what)
        if known is None:
            if what == "killed" and not _tells_of_dead(before):
                yield Changed(Change.FIGURE, what, "", amount.shown)
        elif abs(amount.value - known.value) >= FEWEST_PEOPLE and not FELL < amount.value / known.value < ROSE:
            yield Changed(Change.FIGURE, what, known.shown, amount.shown)


def _tells_of_dead(briefing: Briefing) -> bool:
    told = " ".join(each.text for each in _happening(briefing))
    return bool(_DEAD.search(_NONE_DEAD.sub("", told)))


def _people(briefing: Briefing) -> dict[str, Amount]:
    """What is counted of people: as What's Happening? tells it, the highest; else as the newest outlet that differs does."""
    tolls: dict[str, Amount] = {}
    for sentence in _happening(briefing):
        for one in counted(sentence.text):
            if one.key[0] == "people" and (one.what not in tolls or one.amount.value > tolls[one.what].value):
                tolls[one.what] = one.amount
    for what, value in _newest(briefing).items():
        for one in counted(f"{value} {what}."):
            if one.key[0] == "people":
                tolls.setdefault(one.what, one.amount)
    return {what: amount for what, amount in tolls.items() if amount.value > 0}


def _figures(before: Briefing, after: Briefing) -> Iterator[Changed]:
    people = {*_people(before), *_people(after)}
    old, new = _newest(before), _newest(after)
    for what in new.keys() & old.keys() - people:
        known, amount = next(amounts(old[what]), None), next(amounts(new[what]), None)
        if known is None or amount is None or not known.value or known.sign != amount.sign:
            continue
        if not 1 / FIGURE_ROSE < amount.value / known.value < FIGURE_ROSE:
            yield Changed(Change.FIGURE, what, old[what], new[what])


def _newest(briefing: Briefing) -> Mapping[str, str]:
    """The newest value of each figure on which outlets differ."""
    return {row["what"]: row["values"][0]["value"] for row in briefing.facts.get("figures", ()) if row["values"]}


def _events(before: Briefing, after: Briefing) -> Iterator[Changed]:
    main = _happening(after)[0]
    told = content(words(" ".join(each.text for section in before.sections for each in section.sentences)))
    mine = content(words(main.text))
    accounts = {citation.article for citation in main.citations}
    if len(accounts) >= FEWEST_ACCOUNTS and len(mine) >= FEWEST_WORDS and containment(mine, told) < KNOWN:
        yield Changed(Change.EVENT, what=main.text)


def _outlets(before: Briefing, after: Briefing) -> Iterator[Changed]:
    old, new = before.facts.get("outlets", 0), after.facts.get("outlets", 0)
    if old and new >= max(2 * old, FEWEST_OUTLETS):
        yield Changed(Change.OUTLETS, before=str(old), after=str(new))
