"""Candidates → which of them give a number of people that a newer account gives otherwise: "14 dead" once another says 36."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from dispatcher.stories.briefing.counted import Counted, agree
from dispatcher.stories.briefing.counting import counted

DEPTH = 12  # sentences of an account: further down are other events
_ANOTHER_DAY = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:ago|last (?:week|month|year|decade)|earlier|previous|this (?:month|year))\b",
    re.IGNORECASE,
)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Dated(Protocol):
    """A sentence with the time of its account."""

    text: str
    published_at: datetime | None
    position: int
    superseded: bool


def mark_superseded(found: Sequence[Dated]) -> None:
    """Mark every sentence with a count of people of which the newest account has another; undated accounts are the oldest."""
    newest: dict[tuple[str, ...], tuple[datetime, Counted]] = {}
    counts = [_now(each) for each in found]
    for each, ones in zip(found, counts, strict=True):
        for one in ones:
            told_at = each.published_at or _NEVER
            if one.key not in newest or told_at > newest[one.key][0]:
                newest[one.key] = (told_at, one)
    for each, ones in zip(found, counts, strict=True):
        each.superseded = any(
            not agree(one, newest[one.key][1]) and newest[one.key][0] > (each.published_at or _NEVER) for one in ones
        )


def _now(each: Dated) -> list[Counted]:
    """The people it counts in this event, as far as the sentence tells."""
    if each.position >= DEPTH or _ANOTHER_DAY.search(each.text):
        return []
    return [one for one in counted(each.text) if not one.strict]
