"""Can this sentence stand alone in a briefing? Rejected are those that point outside themselves, ask, advertise, or are none."""

from __future__ import annotations

import re

_DANGLING = re.compile(
    r"^[\"“‘']?(?:he|she|it|they|we|i|you|his|her|hers|its|their|theirs|him|them|this|that|these|those|there|here|both|neither|either|such|"
    r"another|others?|some|one|the (?:move|decision|announcement|comments?|remarks?|statement|incident|move|deal|plan|plans|report|"
    r"attack|case|two|three|four|pair|group|company|man|woman|men|women|victims?|suspect|firm|agency|latter|former|news|agreement|proposal|"
    r"measure|measures|change|changes|couple|duo|trio|meeting|visit|result|ruling|law|bill|project|official|officials|minister|"
    r"figure|figures|number|study|survey|same|(?:first|second|third|fourth|last|next|other)(?= (?:came|was|were|is|occurred|took|involved|will|happened|had|has|one)))\b(?! (?:of|by|in|at|on|to|between|against|from|that|which|for|with|over)\b))\b",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    r"^[\"“](?:I|We|My|Our|I['’]m|We['’]re|We['’]ve|I['’]ve)\b"
)  # of a speaker whom the sentence must name
_IT_CLAUSE = re.compile(
    r"^it (?:is|was|will be|would be|marks|marked) the (?:first|second|third|fourth|fifth|last) time\b", re.IGNORECASE
)
_BOILERPLATE = re.compile(
    r"subscribe|newsletter|click here|read more|sign up|follow us|all rights reserved|copyright|photo(?:graph)? by|getty images|"
    r"file photo|image caption|advertisement|continue reading|related (?:story|article)|©|https?://|www\.|@\w|report(?:ing|ed) by|"
    r"editing by|watch:|listen:|cookies|terms of (?:use|service)|for more information|contact us|#\w+",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"^(?:if so|if not|until then|since then|by then|even so|that said)\b|\bthe (?:pair|duo|trio)\b(?! of\b)"
    r"|\b(?:said|says|called|thinks?|believes?) (?:that )?it (?:was|is) (?:the|a|an) (?:\w+est|first|last|most|worst|best)\b",
    re.IGNORECASE,
)  # on a sentence that is not there
_OWN_VOICE = re.compile(r"\b(?:our|your|my|we|you|us|I)\b(?![.’'])")
_QUOTATION = re.compile('["“][^"“”]*["”]')
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
_PRONOUN_SAYS = re.compile(r"\b(?:he|she|they) (?:said|says|told|added|wrote|explained|recalled|tweeted)\b")
_NAME_SAYS = re.compile(
    r"\b(?:[A-ZÀ-Þ][\w’'.-]+|police|officials?|authorities|spokes\w+|ministry|government|department)\b[^.\"“”]{0,60}?\b(?:said|says|told|added|wrote)\b"
)
_NO_SENTENCE = re.compile(
    r"^(?:CLOSE|BREAKING|WATCH|UPDATED?|EXCLUSIVE|VIDEO|MORE|RELATED|LIVE|OPINION|ANALYSIS|TOPSHOT|ADVERTISEMENT|READ)\b|^(?:[A-Z]{2,}\W+){3,}|^\d+/\d+ |^[A-Z]{2,6} is (?:the|an?) [A-Z]|[a-z] \(\d{1,2}\) |\bhide caption\b|\b\d+ of \d+ photos\b"
    r"|’s [A-Z]\w+ [A-Z]\w+ (?:discusses|reports|explains)\b"
    r"|</?[a-z]+\b|&[a-z]+;|[{}]|\b(?:for|to) comment\b|\brequests? for comment\b|\b(?:did not|didn't) (?:immediately )?(?:respond|reply|return)\b"
    r"|[\ue000-\uf8ff\ufffd]"
)
_DESCRIBED = re.compile(
    r"^The (?:[\w-]+-based|\d+-year-old|[\w-]+ (?:native|star|actor|singer|company|firm|outlet|newspaper))\b"
)
_INTRODUCED = re.compile(
    r"^(?:Once|In|On|At|After|Before|During|Since|When|While|As|With|By|For|If|Although|Though|Earlier|Later|Last|Speaking|Asked|Despite|Because"
    r"|From|According|Until|Under|Over|To)\b([^,]*), (?:\w+ly )?(?:he|she|they|we|I|it|his|her)\b(?! (?:emerged|was reported|is (?:not )?(?:clear|unclear)))"
)
_MOSTLY_CAPITALS = 0.4  # of the letters
_LONGEST, _SHORTEST = 60, 6  # words


def stands_alone(sentence: str) -> bool:
    """Whether a reader who sees only this sentence knows what it speaks of."""
    if not _SHORTEST <= len(sentence.split()) <= _LONGEST or len(sentence) > 12 * _LONGEST:
        return False
    if (
        not _is_whole(sentence)
        or _BOILERPLATE.search(sentence)
        or _NO_SENTENCE.search(sentence)
        or _is_shouted(sentence)
        or _LEANING.search(sentence)
        or _OWN_VOICE.search(_QUOTATION.sub(" ", sentence))
    ):
        return False
    if _points_outside(sentence):
        return False
    return not _QUOTE.search(sentence) or _speaks_by_name(sentence)


def _is_whole(sentence: str) -> bool:
    """Begins and ends as a sentence, asks nothing, and has no control characters."""
    bare = sentence.rstrip("\"'”’)] ")
    ends = bare.endswith((".", "!", "…", "。")) and not bare.endswith("...") and "?" not in sentence
    begins = sentence[0].isupper() or sentence[0].isdigit() or sentence[0] in "\"“‘'" or not sentence[0].isascii()
    return ends and begins and all(char.isprintable() for char in sentence)


def _is_shouted(sentence: str) -> bool:
    letters = [char for char in sentence if char.isalpha()]
    return sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters)


def _points_outside(sentence: str) -> bool:
    """Begins with "He", "The move", "In the film, she", or tells what somebody without a name said."""
    if _DESCRIBED.match(sentence):
        return True
    if _DANGLING.match(sentence) and not _OWN_WORDS.match(sentence) and not _IT_CLAUSE.match(sentence):
        return True
    introduced = _INTRODUCED.match(sentence)
    if introduced and not any(word[0].isupper() for word in introduced[1].split()):
        return True
    return bool(_PRONOUN_SAYS.search(sentence)) and not _NAME_SAYS.search(sentence)


def _speaks_by_name(sentence: str) -> bool:
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”") or _BARE_SPEAKER.search(sentence):
        return False
    outside = re.sub('["“][^"“”]*["”]', " ", sentence)
    return bool(_SPEAKER.search(outside) and _NAME.search(f"x {outside}"))
