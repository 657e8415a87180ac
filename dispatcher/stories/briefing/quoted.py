"""Candidates → who is quoted, and as what where the sentence says so. Full names only; in doubt, nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dispatcher.stories.briefing.candidates import Candidate

MOST = 8
_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ]\.|al-|bin|de|da|van|von|der|el))* [A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?)"
_AS = r"(?:, (?P<as>(?:an? |the )?[a-z][^,.;\"“”]{4,60}))?(?=[,.]|$)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[,.]?[\"”] (?:said|says|added|told reporters) (?:(?P<title>[a-z][a-z ]{{3,30}}) )?{_NAME}{_AS}",
        rf"[,.]?[\"”] (?:(?P<title>[a-z][a-z ]{{3,30}}) )?{_NAME} (?:said|says|added|told)\b()?",
        rf"\b{_NAME}(?:, (?P<as>[a-z][^,.;\"“”]{{4,60}}),)? (?:said|says|told \w+|added|wrote|warned)[:,]? (?:that )?[\"“]",
    )
)
_NO_NAME = re.compile(
    r"^(?:The|A|An|In|On|At|But|And|Mr|Mrs|Ms|Dr|Prime|Foreign|White|United|President|Police|Associated|Minister)\b"
)


def quoted(found: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Speakers in the order of their first quotation in the newest account, each once."""
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        for match in (match for pattern in _PATTERNS for match in pattern.finditer(each.text)):
            name = re.sub(r"['’]s$", "", match["name"])
            if _NO_NAME.match(name) or any(name in known or known in name for known in rows):
                continue
            groups = match.groupdict()
            rows[name] = {
                "name": name,
                "as": groups.get("as") or groups.get("title") or None,
                "article": each.citation.article,
                "citation": {"article": each.citation.article, "start": each.citation.start, "end": each.citation.end},
            }
    return list(rows.values())[:MOST]
