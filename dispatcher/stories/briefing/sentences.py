"""
Text → sentences, as spans of code points: the units that are quoted and cited.

A line break ends a sentence, unless the text is wrapped at a fixed width. A quotation of several sentences stays whole with its speaker,
where it closes within its paragraph and is not too long. No library: a few regular expressions and lists of abbreviations.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from dispatcher.stories.briefing.abbreviations import ALSO_A_WORD, BEFORE_A_NAME, EITHER_WAY, OPENERS

LONGEST_QUOTATION = 400  # code points; a longer one is split where its sentences end

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|¶")
_PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n\s*|\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]|¶|\n(?=[ \t]*[•*▪‣·–—-][ \t])")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*")
_FOLLOWING = re.compile(r"\s+([\"'“‘«„(\[]*)([^\s\"'“‘«„(\[]+)")
_BEFORE = re.compile(r"[^\s(\"“‘\[—–]*$")
_BULLET = re.compile(r"(?:[•*▪‣·–—-]+[ \t]+)+")
_MARK = re.compile('["“”]')
_SAYS = re.compile(
    r"\s+(?:[\w.’'-]+,? ){0,4}(?:said|says|asked|asks|added|told|wrote|cried|shouted|replied|recalled|tweeted|wondered)\b"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_WRAPPED_AT = 90  # code points: the longest line of a text that is wrapped
_FEWEST_LINES = 4  # to tell whether it is
_LONGEST_ABBREVIATION = 20  # code points


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) into `text`: in order, disjoint, not empty, with no white space at either end."""
    return [span for start, end in _paragraphs(text) for span in _in_paragraph(text, start, end)]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for mark in (_PARAGRAPH if _is_wrapped(text) else _BREAK).finditer(text):
        yield at, mark.start()
        at = mark.end()
    yield at, len(text)


def _is_wrapped(text: str) -> bool:
    """Whether line breaks come from a fixed width: short lines, of which many go on with a small letter."""
    lines = [line.strip() for line in text[:8_000].split("\n") if line.strip()]
    if len(lines) < _FEWEST_LINES or max(map(len, lines)) > _WRAPPED_AT:
        return False
    return sum(line[0].islower() for line in lines[1:]) * 3 > len(lines)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    quotations = _quotations(text, start, end)
    begin = start
    for found in _END.finditer(text, start, end):
        if not _goes_on(text, begin, found, end) and not _is_inside(quotations, found.end()):
            if span := _trimmed(text, begin, found.end()):
                yield span
            begin = found.end()
    if span := _trimmed(text, begin, end):
        yield span


def _quotations(text: str, start: int, end: int) -> deque[tuple[int, int]]:
    """Where a double quotation opens and closes, of those short enough to be kept whole."""
    found: deque[tuple[int, int]] = deque()
    opened: int | None = None
    for mark in _MARK.finditer(text, start, end):
        at = mark.start()
        if mark[0] == '"' and opened is None and at > start and text[at - 1].isdigit():
            continue  # inches
        closes = mark[0] == "”" or (mark[0] == '"' and opened is not None)
        if not closes:
            opened = at
        elif opened is not None:
            if at - opened <= LONGEST_QUOTATION:
                found.append((opened, at))
            opened = None
    return found


def _is_inside(quotations: deque[tuple[int, int]], at: int) -> bool:
    while quotations and quotations[0][1] < at:
        quotations.popleft()
    return bool(quotations) and quotations[0][0] < at <= quotations[0][1]


def _goes_on(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    """Whether what looks like an end is none: a small letter behind it, an abbreviation, an initial, a speaker after a quotation."""
    dot, after = found.span()
    following = _FOLLOWING.match(text, after, end)
    if following is None:
        return False
    opening, word = following.groups()
    if word[0].islower() and not any(char.isupper() for char in word[1:3]):  # "iPhone" begins a sentence
        return True
    if text[dot] in "!?" and text[after - 1] in "\"”’'" and _SAYS.match(text, after, end):
        return True
    if text[dot] != "." or after - dot > 1:
        return text[dot : dot + 2] in {"..", "…"} and dot > begin and text[dot - 1].isspace()  # "well ... The"
    return _is_abbreviated(text[begin:dot], word, quoted=bool(opening))


def _is_abbreviated(before: str, word: str, *, quoted: bool) -> bool:
    """Whether the point behind `before` belongs to its last word, seen what follows."""
    found = _BEFORE.search(before[-_LONGEST_ABBREVIATION:])
    last = found[0] if found else ""
    low = last.lower()
    if low in BEFORE_A_NAME or (low in ALSO_A_WORD and (word[0].isdigit() or (last != low and len(last) > 1))):
        return True
    opens = quoted or word.lower().rstrip(",.’'") in OPENERS
    if low in EITHER_WAY:
        return not opens
    if _INITIALS.fullmatch(last) and last[0].isupper():
        return not (opens and (len(last) > 1 or last == "I"))
    return (
        last.isdigit() and len(before) <= _LONGEST_ABBREVIATION and before.strip() == last
    )  # "1. The first of a list"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
