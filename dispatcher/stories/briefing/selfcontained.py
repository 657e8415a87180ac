"""Can this sentence stand alone in a briefing? Rejected are those that point outside themselves, ask, advertise, or are none."""

from __future__ import annotations

import re

_DANGLING = re.compile(
    r"^[\"“‘']?(?:he|she|it|they|we|i|you|his|her|hers|its|their|theirs|him|them|this|that|these|those|there|here|both|neither|either|such|"
    r"another|others?|some|one|the (?:move|decision|announcement|comments?|remarks?|statement|incident|move|deal|plan|plans|report|"
    r"attack|case|two|three|four|pair|group|company|man|woman|men|women|victims?|suspect|latter|former|news|agreement|proposal|"
    r"measure|measures|change|changes|couple|duo|trio|meeting|visit|result|ruling|law|bill|project|official|officials|minister|"
    r"figure|figures|number|study|survey|same)\b(?! (?:of|by|in|at|on|to|between|against|from|that|which|for|with|over)\b))\b",
    re.IGNORECASE,
)
_IT_CLAUSE = re.compile(r"^it (?:is|was) (?:the|a|an)\b .*\b(?:that|since|to)\b", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"subscribe|newsletter|click here|read more|sign up|follow us|all rights reserved|copyright|photo(?:graph)? by|getty images|"
    r"file photo|image caption|advertisement|continue reading|related (?:story|article)|©|https?://|www\.|@\w|report(?:ing|ed) by|"
    r"editing by|watch:|listen:|cookies|terms of (?:use|service)|for more information|contact us|#\w+",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\b(?:said|says|told|added|according to|wrote|warned|argued|called|described|asked|announced|stated|noted|explained|insisted|"
    r"declared|tweeted|replied|testified|acknowledged|predicted|estimated|urged)\b",
    re.IGNORECASE,
)
_BARE_SPEAKER = re.compile(
    r"[\"”’'][,.]? ?(?:he|she|they|it|i|we) (?:said|says|told|added|wrote|warned|argued|noted|explained|insisted)\b"
    r"|\b(?:said|says|added) (?:he|she|they)\b"
    r"|[\"”][,.]? ?(?:the (?:statement|report|minister|president|spokes\w+|official)) (?:said|added)",
    re.IGNORECASE,
)
_QUOTE = re.compile('["“”]')
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-Þ][\w’'-]+")
_LONGEST, _SHORTEST = 60, 6  # words


def stands_alone(sentence: str) -> bool:
    """Whether a reader who sees only this sentence knows what it speaks of."""
    count = len(sentence.split())
    if not _SHORTEST <= count <= _LONGEST or len(sentence) > 12 * _LONGEST:
        return False
    bare = sentence.rstrip("\"'”’)] ")
    if not bare.endswith((".", "!", "…", "。")) or bare.endswith(("...", "?")) or "?" in sentence:
        return False
    if sentence.isupper() or not (sentence[0].isupper() or sentence[0].isdigit() or sentence[0] in "\"“‘'"):
        return False
    if _BOILERPLATE.search(sentence) or any(ord(char) < 32 for char in sentence):  # noqa: PLR2004 - control characters
        return False
    if _DANGLING.match(sentence) and not _IT_CLAUSE.match(sentence):
        return False
    return not _QUOTE.search(sentence) or _speaks_by_name(sentence)


def _speaks_by_name(sentence: str) -> bool:
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”") or _BARE_SPEAKER.search(sentence):
        return False
    outside = re.sub('["“][^"“”]*["”]', " ", sentence)
    return bool(_SPEAKER.search(outside) and _NAME.search(f"x {outside}"))
