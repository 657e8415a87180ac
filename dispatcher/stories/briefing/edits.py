"""The only changes made to a quoted sentence, each recorded by name; everything else is verbatim."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ.'’\- ]{2,30}(?:, [A-Z][\w. ]{1,25})?(?: \([A-Za-z]{2,12}\))? ?[—–-]{1,2} (?=\S)"
)
_AGENCY = re.compile(r"^\((?:AP|Reuters|AFP|CNN|UPI|DPA|Xinhua)\) ?[—–-]{0,2} ?(?=\S)")
_CONNECTIVE = re.compile(
    r"^(?:But|And|However|Meanwhile|Still|Moreover|Furthermore|In addition|Instead|Nevertheless|Also|Yet|So|Then)(?:, | (?=[A-Z]))"
)


def tidied(sentence: str) -> tuple[str, tuple[str, ...]]:
    """The sentence as printed, and the names of the edits made to it: dateline, agency, connective."""
    edits = []
    for name, pattern in (("dateline", _DATELINE), ("agency", _AGENCY), ("connective", _CONNECTIVE)):
        shorter = pattern.sub("", sentence, count=1)
        if shorter != sentence and shorter:
            edits.append(name)
            sentence = shorter
    return (sentence[0].upper() + sentence[1:] if edits else sentence), tuple(edits)
