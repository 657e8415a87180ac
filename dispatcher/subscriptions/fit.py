"""
Plan + sizes → Plan: what fits into one mail. Gmail clips HTML past 102 KB, and the link to leave stands in the foot.

Nothing is cut within a story. Briefings after the first few become single sentences before any story goes; then the last stories are
only counted ("9 more in the browser"), and at the very end the first briefings are shortened too. One story always stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dispatcher.model import Plan, PlannedStory

ROOM = 90_000  # bytes of HTML as it travels
LEADS = 3  # stories whose briefings stay as long as others can give way


def fit(plan: Plan, sizes: Mapping[PlannedStory, int], *, around: int, room: int = ROOM) -> Plan:
    """
    The same plan where it fits, else a shorter one; the order of what stays is kept.

    `sizes` holds the bytes of every planned story as planned and, of those in full, also told `short`; `around` are those of
    everything else: frame, opening, headings, what counts the rest.
    """
    stories = list(plan.stories)
    dropped: list[int] = []

    def too_large() -> bool:
        return around + sum(sizes[story] for story in stories) > room

    def shorten(leads: int) -> None:
        full = [at for at, story in enumerate(stories) if not story.short]
        for at in reversed(full[leads:]):
            if too_large():
                stories[at] = replace(stories[at], short=True)

    def drop_the_last_short() -> bool:
        short = [at for at, story in enumerate(stories) if story.short]
        if not short or len(stories) == 1:
            return False
        dropped.insert(0, stories.pop(short[-1]).story_id)
        return True

    shorten(LEADS)
    while too_large() and drop_the_last_short():
        pass
    shorten(0)
    while too_large() and drop_the_last_short():
        pass
    return plan if tuple(stories) == plan.stories else Plan(tuple(stories), (*dropped, *plan.more))
