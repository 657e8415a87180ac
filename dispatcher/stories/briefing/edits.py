"""The only changes made to a quoted sentence, each recorded by name; everything else is verbatim."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ.'’\- ]{2,30}(?:, [A-Z][\w. ]{1,25})?(?: \([A-Za-z][A-Za-z ./-]{1,24}\))? ?[—–-]{1,2} (?=\S)"
)
_AGENCY = re.compile(r"^\((?:AP|Reuters|AFP|CNN|UPI|DPA|Xinhua)\) ?[—–-]{0,2} ?(?=\S)")
_CONNECTIVE = re.compile(
    r"^(?:(?:But|And),? |(?:However|Meanwhile|Still|Moreover|Furthermore|In addition|Instead|Nevertheless|Nonetheless|Also|Yet|So|Then"
    r"|Additionally|Separately|Similarly|Likewise|Besides|Indeed|Of course|In fact|For example|For instance|As a result|Therefore|Thus"
    r"|Consequently|On the other hand|By contrast|At the same time|Further|More recently|Elsewhere), |Then,? (?=in [12]\d\d\d))(?=\S)"
)


_WHITE_SPACE = re.compile(r"\s+")


def tidied(sentence: str) -> tuple[str, tuple[str, ...]]:
    """The sentence as printed, and the names of the edits made to it: white space, dateline, agency, connective."""
    edits = []
    joined = _WHITE_SPACE.sub(" ", sentence).strip()
    if joined != sentence:
        edits.append("white space")
        sentence = joined
    for name, pattern in (("dateline", _DATELINE), ("agency", _AGENCY), ("connective", _CONNECTIVE)):
        shorter = pattern.sub("", sentence, count=1)
        if shorter != sentence and shorter:
            edits.append(name)
            sentence = shorter
    if "connective" in edits:
        sentence = sentence[0].upper() + sentence[1:]
    return sentence, tuple(edits)
