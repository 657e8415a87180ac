"""Text → sentences, as spans of code points: the units that are quoted and cited."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*")
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "lt",
        "col",
        "sgt",
        "capt",
        "maj",
        "adm",
        "rev",
        "hon",
        "st",
        "jr",
        "sr",
        "vs",
        "no",
        "nos",
        "vol",
        "fig",
        "al",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "univ",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "approx",
        "est",
        "min",
        "max",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "a.m",
        "p.m",
        "i.e",
        "e.g",
        "ph.d",
        "d.c",
        "m.d",
    ]
)
_NEXT = re.compile(r"\s+[\"'“‘«(\[]*([^\s\"'“‘«(\[])")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) into `text`: in order, disjoint, no white space at either end. A line break always ends a sentence."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        spans += _in_line(text, at, at + len(line))
        at += len(line)
    return spans


def _in_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    begin = start
    for found in _END.finditer(text, start, end):
        if _goes_on(text, begin, found.start(), found.end(), end):
            continue
        spans.append((begin, found.end()))
        begin = found.end()
    spans.append((begin, end))
    return [trimmed for span in spans if (trimmed := _trim(text, *span)) is not None]


def _goes_on(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """Whether what looks like an end is none: an abbreviation, an initial, or a small letter behind it."""
    following = _NEXT.match(text, after, end)
    if following and following[1].islower():
        return True
    if text[dot] != "." or after - dot > 1:
        return False
    word = re.search(r"[^\s(\"“‘\[]*$", text[begin:dot])
    before = word[0] if word else ""
    is_initial = len(before) == 1 and before.isupper()
    return bool(following) and (is_initial or before.lower() in _ABBREVIATIONS)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
