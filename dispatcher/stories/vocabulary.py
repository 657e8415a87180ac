"""How many accounts use a word, over all and by outlet, and so how much a word says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log

from dispatcher.stories.account import Account
from dispatcher.stories.words import DAYS

_NAME = 1.5  # a name says more than a word as rare
_FEW = 10  # accounts imagined beside the known ones, so that the first ones can be told apart
_FEW_OF_OUTLET = 60  # the same per outlet: before it has so many, little is known about its habits
_HABIT = 1.0  # taken off within an outlet: what more than about a third of its entries say, says nothing


class Vocabulary:
    """Counts over a set of accounts. Whole numbers: adding and removing in any order ends in the same state."""

    def __init__(self) -> None:
        self._accounts = 0
        self._uses: Counter[str] = Counter()
        self._as_name: Counter[str] = Counter()
        self._accounts_of: Counter[str] = Counter()
        self._uses_of: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, account: Account) -> None:
        """Count an account."""
        self._accounts += 1
        self._uses.update(account.words.keys())
        self._as_name.update(account.names)
        if account.outlet is not None:
            self._accounts_of[account.outlet] += 1
            self._uses_of[account.outlet].update(account.words.keys())

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

    def weights(self, outlet: str | None) -> Weights:
        """What words say to an account of this outlet, as the counts stand now; ask anew after any change."""
        uses_of = self._uses_of.get(outlet) if outlet is not None else None
        return Weights(
            log(self._accounts + _FEW),
            log(self._accounts_of[outlet] + _FEW_OF_OUTLET) if outlet is not None and uses_of else 0.0,
            uses=self._uses,
            as_name=self._as_name,
            uses_of=uses_of,
        )


class Weights(dict[str, float]):
    """
    Stem → weight, worked out when first asked for.

    The logarithm of how rare a word is, over all and within the outlet, whichever says less: what an outlet writes under all its
    entries ("subscribe to our channel", the name of the programme) makes no two of them one story.
    """

    def __init__(
        self,
        all_accounts: float,
        all_of_outlet: float,
        *,
        uses: Counter[str],
        as_name: Counter[str],
        uses_of: Counter[str] | None,
    ) -> None:
        super().__init__()
        self._all = all_accounts
        self._all_of = all_of_outlet
        self._uses = uses
        self._as_name = as_name
        self._uses_of = uses_of

    def __missing__(self, stem: str) -> float:
        uses = self._uses.get(stem, 0)
        weight = self._all - log(uses + 0.5)
        if self._uses_of:
            weight = max(0.0, min(weight, self._all_of - log(self._uses_of.get(stem, 0) + 1) - _HABIT))
        if uses and 2 * self._as_name.get(stem, 0) > uses and stem not in DAYS:
            weight *= _NAME
        self[stem] = weight
        return weight


def _less(counts: Counter[str], keys: Iterable[str]) -> None:
    for key in keys:
        if counts[key] == 1:
            del counts[key]
        else:
            counts[key] -= 1
