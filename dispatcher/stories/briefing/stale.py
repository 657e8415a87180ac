"""Whether what a sentence expected is over by now."""

from __future__ import annotations

from datetime import date, timedelta

from dispatcher.stories.briefing.dates import coming_days, dates_in

__all__ = ["coming_days", "dates_in", "is_over"]

_HALF_YEAR = timedelta(days=183)


def is_over(sentence: str, *, published: date | None, today: date) -> bool:
    """Whether what this sentence expects should have happened by now: every day it names is past, or it is half a year old."""
    days = coming_days(sentence, published)
    if days:
        return max(days) < today
    return published is not None and today - published > _HALF_YEAR
