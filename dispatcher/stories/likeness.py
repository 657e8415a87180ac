"""
How like an account is to a story: 0 to about 1.

The cosine to the story's centre and to its nearest account, made smaller for what is known to mislead: a likeness that rests on
one name, a story that has grown large, one told by this outlet alone, and time passed. The figures were set on two public corpora and
on real feeds of several weeks together; neither alone decides them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest
from itertools import islice
from math import fsum, log, log1p, sqrt
from operator import mul

from dispatcher.stories.account import Account
from dispatcher.stories.open_story import OpenStory
from dispatcher.stories.vocabulary import Weights

ENOUGH = 0.22
NEARLY_THE_SAME = 0.8  # to one account: joins it wherever the centre has gone

_CENTRE = 0.75  # the rest is the nearest account's
_NEAREST = 0.2  # at least: no account joins a story by its centre alone, or the centre wanders
_ON_ONE_NAME = 0.2  # taken off when the two strongest shared words are all that is shared
_ON_MANY = 0.3  # share of the other words that takes nothing off
_GROWN = 0.03  # per e-fold of accounts
_ONE_OUTLET = 0.2
_PER_DAY = 0.05  # times ln(1 + days)
_LOOKED_AT = 2  # nearest accounts by a cheap measure, of which the true nearest is taken
_TELLING = 12  # words of that measure
_DAY = 86_400


def direction(account: Account, weights: Weights) -> dict[str, float]:
    """An account's words at their weights, of length 1, those that say most first."""
    length = _length(account.words, weights)
    if not length:
        return {}
    values = sorted((-count * weights[stem] / length, stem) for stem, count in account.words.items())
    return {stem: -value for value, stem in values}


def likeness(
    account: Account, towards: Mapping[str, float], story: OpenStory, *, at: datetime | None, weights: Weights
) -> float:
    """Where `towards` is the account's direction. `at` counts only where the story has times."""
    nearest, on_many = _nearest(towards, story, weights)
    if nearest >= NEARLY_THE_SAME:
        return nearest
    if nearest < _NEAREST:
        return 0.0
    alike = nearest
    if len(story.own) > 1:
        centre = story.centre
        along = sum(value * centre[stem] * weights[stem] for stem, value in towards.items() if stem in centre)
        alike = _CENTRE * along / _length(centre, weights) + (1 - _CENTRE) * nearest
    alike *= min(1.0, 1 - _ON_ONE_NAME + _ON_ONE_NAME * on_many / _ON_MANY)
    alike /= 1 + _GROWN * log(len(story.own))
    if account.outlet is not None and set(story.outlets) == {account.outlet}:
        alike /= 1 + _ONE_OUTLET
    return alike / (1 + _PER_DAY * log1p(_days(story, at)))


def _nearest(towards: Mapping[str, float], story: OpenStory, weights: Weights) -> tuple[float, float]:
    """The cosine to the nearest account, and the share of it that is not on the two strongest words."""
    pushed = {stem: value * weights[stem] for stem, value in towards.items()}
    latest = story.latest
    if len(latest) > _LOOKED_AT:
        telling = list(islice(pushed.items(), _TELLING))
        rough = [(sum(value * own.words.get(s, 0) for s, value in telling), -n) for n, own in enumerate(latest)]
        latest = [latest[-number] for _, number in nlargest(_LOOKED_AT, rough)]
    best, best_parts = 0.0, [0.0]
    for own in latest:
        words = own.words
        length = _length(words, weights)
        parts = [value * words[stem] / length for stem, value in pushed.items() if stem in words] if length else []
        if (alike := sum(parts)) > best:
            best, best_parts = alike, parts
    return best, 1 - sum(nlargest(2, best_parts)) / best if best else 0.0


def _length(words: Mapping[str, int], weights: Weights) -> float:
    # fsum is exact, so the order in which words came into a centre does not matter; map() is three times as fast as a generator.
    weighted = list(map(mul, words.values(), map(weights.__getitem__, words)))
    return sqrt(fsum(map(mul, weighted, weighted)))


def _days(story: OpenStory, at: datetime | None) -> float:
    if at is None or story.first_at is None or story.last_at is None:
        return 0.0
    return max(0.0, (at - story.last_at).total_seconds(), (story.first_at - at).total_seconds()) / _DAY
