"""How well a place in one text suits a place in another: the steps to the left and right that are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dispatcher.stories.briefing.check.reading import DAY, NAME, Reading, Unit

JOINTS = frozenset(("", ",", ";", "—", "(", ")", "and", "but", "while", "with"))
"""Where clauses meet, an end of the text among them: two that differ are one step, and nothing beyond them counts."""
FARTHEST = 4  # units to each side
_JUST_JOINTS = 2  # steps that prove nothing: every clause begins and ends somewhere
_BEHIND = 2  # steps behind a cut: what was cut spoke of them
_ENOUGH = 3  # steps on both sides together that make a cut sure


class Fit(NamedTuple):
    """Steps that are the same on the left and on the right; the end of both texts is one step."""

    left: int
    right: int

    @property
    def both(self) -> bool:
        """Whether something is the same on both sides."""
        return self.left > 0 and self.right > 0

    @property
    def steps(self) -> int:
        """On both sides together."""
        return self.left + self.right


NO_FIT = Fit(0, 0)


def fit(units: Sequence[Unit], at: int, others: Sequence[Unit], there: int) -> Fit:
    """How the places `at` and `there` suit one another; what stands in the places themselves does not count."""
    return Fit(_steps(units, at, others, there, way=-1), _steps(units, at, others, there, way=1))


def _steps(units: Sequence[Unit], at: int, others: Sequence[Unit], there: int, *, way: int) -> int:
    for step in range(1, FARTHEST + 1):
        one, other = _key(units, at + way * step), _key(others, there + way * step)
        if one != other or not one:
            return step if one in JOINTS and other in JOINTS else step - 1
    return FARTHEST


def _key(units: Sequence[Unit], at: int) -> str:
    return kind_of(units[at]) if 0 <= at < len(units) else ""


def kind_of(unit: Unit) -> str:
    """What a unit is compared by: a day or a month may stand where a name stands."""
    return NAME if unit.key.startswith(DAY) else unit.key


def misplaced(
    sentence: Reading, cited: Iterable[Reading], key: str, same: Callable[[Unit, Reading, Unit], bool]
) -> list[tuple[Unit, Reading, Unit]]:
    """
    Names or numbers that stand where the cited text has another, and not where it has them.

    `same` says whether a unit of the sentence and one of a cited text are the same name or number. A place counts only where both
    sides suit it and the thing's own place in the cited text suits less.
    """
    found = []
    cited = list(cited)
    for at, unit in enumerate(sentence.units):
        if kind_of(unit) != key:
            continue
        own, other = None, NO_FIT
        instead: tuple[Reading, Unit] | None = None
        for text in cited:
            for there, rival in enumerate(text.units):
                if kind_of(rival) != key:
                    continue
                suits = fit(sentence.units, at, text.units, there)
                if same(unit, text, rival):
                    own = max(own or NO_FIT, suits, key=_weight)
                elif _weight(suits) > _weight(other):
                    other, instead = suits, (text, rival)
        if instead is not None and own is not None and other.both and other.steps > max(own.steps, _JUST_JOINTS):
            found.append((unit, *instead))
    return found


def _weight(suits: Fit) -> tuple[bool, int]:
    return suits.both, suits.steps


def is_cut_out(text: Reading, at: int, sentence: Reading, cited: Iterable[Reading]) -> bool:
    """Whether the sentence has the surroundings of a place without what stands there, and no cited text has them so."""
    return _is_cut(text.units, sentence.units, at) and not any(_is_cut(text.units, other.units, at) for other in cited)


def _is_cut(units: Sequence[Unit], without: Sequence[Unit], at: int) -> bool:
    """Whether `without` has the surroundings of the place `at` of `units`, with nothing in their midst."""
    before, after = units[at - 1].key if at else "", units[at + 1].key if at + 1 < len(units) else ""
    for there in range(len(without) + 1):
        left = without[there - 1].key if there else ""
        right = without[there].key if there < len(without) else ""
        if (left, right) == (before, after) and (before or after):
            ahead = _steps(units, at, without, there, way=-1)
            behind = _steps(units, at, without, there - 1, way=1)
            if behind >= _BEHIND and ahead + behind >= _ENOUGH:
                return True
    return False
