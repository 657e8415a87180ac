"""
Accounts one by one → the story each belongs to; the same decisions after a restart.

The state follows from the rows that were placed and are not yet forgotten, in their order, and from nothing else: an index rebuilt
from those rows decides exactly as the one that never stopped.
"""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from heapq import nsmallest
from math import sqrt

from dispatcher.model import SourceText
from dispatcher.stories.account import Account, account_of
from dispatcher.stories.likeness import ENOUGH, direction, likeness
from dispatcher.stories.open_story import OpenStory, Placed
from dispatcher.stories.vocabulary import Vocabulary

WINDOW = timedelta(days=4)
"""How long an entry speaks for its story. A story without entries in the window is over."""

_CANDIDATES = 5  # stories looked at closely
_LOOKED_UP = 600  # places in the lists of words, rarest word first


class StoryIndex:
    """
    The stories that are open, by the words that tell them.

    `window=None` never forgets. With a `vocabulary`, words are weighed by it and not by what was placed.
    """

    def __init__(self, *, window: timedelta | None = WINDOW, vocabulary: Vocabulary | None = None) -> None:
        self._window = window
        self._learns = vocabulary is None
        self._vocabulary = vocabulary or Vocabulary()
        self._stories: dict[int, OpenStory] = {}
        self._telling: defaultdict[str, set[int]] = defaultdict(set)  # stem → stories with it in their centre
        self._timed: deque[Placed] = deque()
        self._horizon: datetime | None = None
        self._read: tuple[SourceText, Account] | None = None

    def __len__(self) -> int:
        """How many stories are open."""
        return len(self._stories)

    def decide(self, source: SourceText, *, seen_at: datetime | None) -> int | None:
        """The story that a source belongs to; None when it begins a new one. What lies a window before is forgotten first."""
        return self.decide_account(self._account(source), seen_at)

    def place(self, source: SourceText, story: int, *, seen_at: datetime | None) -> None:
        """Record where a source was put. One from before the horizon is ignored."""
        self.place_account(Placed(self._account(source), story, seen_at))

    def forget(self, *, before: datetime) -> None:
        """Drop what was seen before the full hour of this moment. The horizon only moves forward."""
        before = before.replace(minute=0, second=0, microsecond=0)  # in steps: a large story is built anew once an hour
        if self._horizon is not None and before <= self._horizon:
            return
        self._horizon = before
        stale = [placed for placed in self._timed if placed.at is not None and placed.at < before]
        if not stale:
            return
        gone = set(stale)
        self._timed = deque(placed for placed in self._timed if placed not in gone)
        for story in {placed.story for placed in stale}:
            self._rebuild(story, [placed for placed in self._stories[story].placed if placed not in gone])

    def _account(self, source: SourceText) -> Account:
        if self._read is None or self._read[0] is not source:  # `place` mostly follows `decide`
            self._read = (source, account_of(source))
        return self._read[1]

    def decide_account(self, account: Account, at: datetime | None) -> int | None:
        """As `decide`, for a source whose account is at hand."""
        if self._window is not None and at is not None:
            self.forget(before=at - self._window)
        weights = self._vocabulary.weights(account.outlet)
        towards = direction(account, weights)
        best, best_story = 0.0, None
        for story, at_most in self._candidates(towards):
            if at_most <= best:
                continue
            alike = likeness(account, towards, self._stories[story], at=at, weights=weights)
            if alike > best:
                best, best_story = alike, story
        return best_story if best >= ENOUGH else None

    def place_account(self, placed: Placed) -> None:
        """As `place`."""
        if placed.at is not None:
            if self._horizon is not None and placed.at < self._horizon:
                return
            self._timed.append(placed)
        self._add(placed)

    def withdraw(self, placed: Placed) -> None:
        """As if this account had never been placed."""
        if placed.at is not None:
            self._timed.remove(placed)
        self._rebuild(placed.story, [other for other in self._stories[placed.story].placed if other is not placed])

    def _candidates(self, towards: dict[str, float]) -> list[tuple[int, float]]:
        """Stories that share a telling word, those that share most first, each with a bound that no cosine can pass."""
        shared: defaultdict[int, float] = defaultdict(float)
        left = _LOOKED_UP
        unseen = 1.0
        for stem, value in towards.items():
            stories = self._telling.get(stem, ())
            left -= len(stories)
            if left < 0 and shared:
                break
            unseen -= value * value
            for story in stories:
                shared[story] += value * value
        least = ENOUGH * ENOUGH - max(0.0, unseen)
        near = [(-covered, story) for story, covered in shared.items() if covered >= least]
        # Cauchy and Schwarz: a cosine is at most the root of the part of `towards` that is shared.
        return [(story, sqrt(max(0.0, unseen) - minus) + 1e-9) for minus, story in nsmallest(_CANDIDATES, near)]

    def _add(self, placed: Placed) -> None:
        story = self._stories.setdefault(placed.story, OpenStory())
        before = story.latest[0] if story.latest else None
        if self._learns:  # from copies too: what an outlet repeats under all its entries makes them look like copies
            self._vocabulary.add(placed.account)
        if not story.add(placed):
            return
        for stem in placed.account.words:
            self._telling[stem].add(placed.story)
        if before is not None and before is not story.latest[0]:
            self._untell(placed.story, [stem for stem in before.words if stem not in story.centre])

    def _rebuild(self, key: int, kept: list[Placed]) -> None:
        story = self._stories.pop(key)
        self._untell(key, list(story.centre))
        if self._learns:
            for placed in story.placed:
                self._vocabulary.remove(placed.account)
        for placed in kept:
            self._add(placed)

    def _untell(self, story: int, stems: list[str]) -> None:
        for stem in stems:
            stories = self._telling[stem]
            stories.discard(story)
            if not stories:
                del self._telling[stem]
