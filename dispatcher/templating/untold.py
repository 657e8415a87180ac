"""
Sections without sentences → one quiet line: what the sources do not tell, and how little there was.

"The sources (two summaries from one outlet) do not say why it matters, what happens next or what lies behind it."
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dispatcher.model import MissingReason, Section
from dispatcher.templating.coverage import BETWEEN, say_texts, texts
from dispatcher.templating.stored import Json, number, values
from dispatcher.templating.wording import Wording

_THIN = (MissingReason.THIN, MissingReason.HEADLINES)
_SILENT = (None, MissingReason.NO_EVIDENCE, *_THIN)  # None: briefings stored before reasons were


def untold(sections: Sequence[Section], facts: Json, wording: Wording, *, sources: int) -> str:
    """The line for the sections that have no sentences; "" when all have. `sources` counts those the story has, for facts that do not tell."""
    missing = [section for section in sections if not section.sentences]
    count = len(list(values(facts, "sources"))) or sources

    def of(reasons: Collection[MissingReason | None]) -> list[Section]:
        return [section for section in missing if section.why in reasons]

    line = []
    if silent := of(_SILENT):
        what = _what(silent, wording)
        reasons = {section.why for section in silent}
        if reasons & {*_THIN}:
            amount = _amount(facts, wording, count=count, headlines=MissingReason.HEADLINES in reasons)
            line.append(wording.say("untold_thin", count=count, what=what, texts=amount))
        else:
            line.append(wording.say("untold", count=count, what=what))
    if foreign := of([MissingReason.LANGUAGE]):
        line.append(wording.say("untold_language", count=count, what=_what(foreign, wording)))
    if of([MissingReason.OVER]):
        line.append(wording.say("untold_over"))
    for reason, key in ((MissingReason.UNSUPPORTED, "untold_unsupported"), (MissingReason.FAILED, "untold_failed")):
        if left_out := of([reason]):
            titles = BETWEEN.join(wording.say(f"section_{section.name}") for section in left_out)
            line.append(wording.say(key, sections=titles))
    return " ".join(line)


def _what(sections: Sequence[Section], wording: Wording) -> str:
    return wording.say_all([wording.say(f"what_{section.name}") for section in sections], "or")


def _amount(facts: Json, wording: Wording, *, count: int, headlines: bool) -> str:
    """How little there was: "two summaries from one outlet"; of a single source the outlet needs no count."""
    counts = texts(facts)
    if headlines:
        counts = {"texts_headline": count}
    elif sum(counts.values()) != count:
        counts = {"texts_any": count}
    told = say_texts(counts, wording, spelled=True)
    outlets = number(facts, "outlets")
    if count == 1 or not outlets:
        return told
    return wording.say("texts_of_outlets", count=outlets, spelled=True, texts=told)
