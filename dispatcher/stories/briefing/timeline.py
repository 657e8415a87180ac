"""Earlier briefings of a story → its timeline: one sentence for each version, what was new in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatcher.model import Briefing, EarlierBriefing, SectionName
from dispatcher.stories.briefing.candidates import containment
from dispatcher.stories.briefing.words import content, figures, words

MOST = 5
SAID = 0.6  # containment in what is said already


def timeline(earlier: Sequence[EarlierBriefing], present: Sequence[str]) -> list[dict[str, Any]]:
    """
    Rows `{"version", "at", "text"}`, newest first, at most `MOST`: the newest, and where it began.

    A row tells the first sentence of What's Happening? that the version before did not say. A version that said nothing new has no row, nor has
    one that says what the `present` briefing says.
    """
    rows = []
    before: list[str] = []
    told = list(present)
    for each in sorted(earlier, key=lambda each: each.version):
        said = _happening(each.briefing)
        new = next((text for text in said if not is_said(text, before)), None)
        if new and not is_said(new, told):
            rows.append({"version": each.version, "at": each.written_at.isoformat(), "text": new})
            told.append(new)
        before = said or before
    rows.reverse()
    return rows if len(rows) <= MOST else [*rows[: MOST - 1], rows[-1]]


def _happening(briefing: Briefing) -> list[str]:
    return [
        sentence.text
        for section in briefing.sections
        if section.name is SectionName.HAPPENING
        for sentence in section.sentences
    ]


def is_said(text: str, said: Sequence[str]) -> bool:
    """Whether one of these sentences says it, with its figures: a toll that rose is new."""
    mine = content(words(text))
    return any(
        text == other or (containment(mine, theirs) >= SAID and figures(mine) <= figures(theirs))
        for other in said
        for theirs in (content(words(other)),)
    )
