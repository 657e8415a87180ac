"""How many accounts use a word, over all and by outlet, and so how much a word says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log

from dispatcher.stories.account import Account
from dispatcher.stories.words import DAYS

Usage = tuple[float, float]
"""The logarithm of how many accounts use a word, and the factor for names."""

_NAME = 1.5  # a name says more than a word as rare
_FEW = 10  # accounts imagined beside the known ones, so that the first ones can be told apart
_FEW_OF_OUTLET = 60  # the same per outlet: before it has so many, little is known about its habits
_HABIT = 1.0  # taken off within an outlet: what more than about a third of its entries say, says nothing
_NO_USES: Mapping[str, int] = {}


class Vocabulary:
    """Counts over a set of accounts. Whole numbers: adding and removing in any order ends in the same state."""

    def __init__(self) -> None:
        self._accounts = 0
        self._uses: Counter[str] = Counter()
        self._as_name: Counter[str] = Counter()
        self._accounts_of: Counter[str] = Counter()
        self._uses_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._remembered: dict[str, Usage] = {}  # until a count changes

    def add(self, account: Account) -> None:
        """Count an account."""
        self._accounts += 1
        self._uses.update(account.words.keys())
        self._as_name.update(account.names)
        if account.outlet is not None:
            self._accounts_of[account.outlet] += 1
            self._uses_of[account.outlet].update(account.words.keys())
        self._changed(account)

    def remove(self, account: Account) -> None:
        """Count it no more."""
        self._accounts -= 1
        _less(self._uses, account.words)
        _less(self._as_name, account.names)
        if account.outlet is not None:
            _less(self._accounts_of, (account.outlet,))
            _less(self._uses_of[account.outlet], account.words)
            if account.outlet not in self._accounts_of:
                del self._uses_of[account.outlet]
        self._changed(account)

    def weights(self, outlet: str | None) -> Weights:
        """What words say to an account of this outlet, as the counts stand now; ask anew after any change."""
        return Weights(
            log(self._accounts + _FEW),
            self._remembered,
            self._look_up,
            outlet_accounts=log(self._accounts_of.get(outlet or "", 0) + _FEW_OF_OUTLET) - _HABIT,
            outlet_uses=self._uses_of.get(outlet or "", _NO_USES),
        )

    def _look_up(self, stem: str) -> Usage:
        uses = self._uses.get(stem, 0)
        named = uses > 0 and 2 * self._as_name.get(stem, 0) > uses and stem not in DAYS
        usage = self._remembered[stem] = (log(uses + 0.5), _NAME if named else 1.0)
        return usage

    def _changed(self, account: Account) -> None:
        for stem in account.words:
            self._remembered.pop(stem, None)


class Weights(dict[str, float]):
    """
    Stem → weight, worked out when first asked for.

    The logarithm of how rare a word is, over all and within the outlet, whichever says less: what an outlet writes under all its
    entries ("subscribe to our channel", the name of the programme) makes no two of them one story.
    """

    def __init__(
        self,
        accounts: float,
        remembered: Mapping[str, Usage],
        look_up: Callable[[str], Usage],
        *,
        outlet_accounts: float,
        outlet_uses: Mapping[str, int],
    ) -> None:
        super().__init__()
        self._accounts = accounts  # logarithms, both
        self._outlet_accounts = outlet_accounts
        self._outlet_uses = outlet_uses
        self._remembered = remembered
        self._look_up = look_up

    def __missing__(self, stem: str) -> float:
        used, factor = self._remembered.get(stem) or self._look_up(stem)
        weight = (self._accounts - used) * factor
        if uses := self._outlet_uses.get(stem):
            weight = max(0.0, min(weight, (self._outlet_accounts - log(uses + 1)) * factor))
        self[stem] = weight
        return weight


def _less(counts: Counter[str], keys: Iterable[str]) -> None:
    for key in keys:
        if counts[key] == 1:
            del counts[key]
        else:
            counts[key] -= 1
