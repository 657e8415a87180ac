"""Sources at once → a story label for each: the mechanism of the index, with everything read before the first decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from dispatcher.model import SourceText
from dispatcher.stories.account import account_of
from dispatcher.stories.index import StoryIndex
from dispatcher.stories.open_story import Placed
from dispatcher.stories.vocabulary import Vocabulary

_ROUNDS = 2  # in the second, early sources are asked again, when all the others have found their places


def group(sources: Sequence[SourceText]) -> list[int]:
    """
    A label for every source, in the order given; equal labels are one story. Labels count from 1 in the order of first use.

    Sources are taken in order of time; one without time joins whatever it is like. No window: what was handed over together is
    looked at together, however far apart.
    """
    accounts = [account_of(source) for source in sources]
    times = [_aware(source.published_at) for source in sources]
    vocabulary = Vocabulary()
    for account in accounts:
        vocabulary.add(account)
    index = StoryIndex(window=None, vocabulary=vocabulary)
    order = sorted(range(len(sources)), key=lambda n: (times[n] or datetime.min.replace(tzinfo=UTC), n))
    placed: dict[int, Placed] = {}
    for round_ in range(_ROUNDS):
        for number in order:
            if round_:
                index.withdraw(placed[number])
            story = index.decide_account(accounts[number], times[number])
            key = number + round_ * len(sources) if story is None else story
            placed[number] = Placed(accounts[number], key, times[number])
            index.place_account(placed[number])
    labels: dict[int, int] = {}
    return [labels.setdefault(placed[number].story, len(labels) + 1) for number in range(len(sources))]


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
