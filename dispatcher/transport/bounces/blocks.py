"""Text → whom it names, and what it says of each: the first table of `shapes.py` that finds anybody."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from dispatcher.transport.bounces.shapes import EXPANDED, RECIPIENTS, Shape

MOST_RECIPIENTS = 1_000
_OFFICE = re.compile(
    r"^(?:mailer-?daemon|post-?master|abuse|no-?reply|support|help(?:desk)?|webmaster|hostmaster)(?:[+-].*)?@",
    re.IGNORECASE,
)


def blocks(notice: str, *, strangers: Collection[str] = ()) -> list[tuple[str, str]]:
    """
    Each recipient with the text that speaks of it, which is all of it when nothing parts them.

    `strangers`, as the writer and whom it is written to, are recipients only where a server's own form names them so.
    """
    for shape in RECIPIENTS:
        if found := _found(shape, notice, () if shape.is_block else strangers):
            return _parted(shape, notice, found)
    for shape in RECIPIENTS:  # a postmaster may be a recipient as well, where a server's own form says so
        if shape.is_block and (found := list(islice(shape.pattern.finditer(notice), MOST_RECIPIENTS))):
            return _parted(shape, notice, found)
    return []


def _parted(shape: Shape, notice: str, found: list[re.Match[str]]) -> list[tuple[str, str]]:
    ends = [match.start() for match in found[1:]] + [len(notice)]
    several: dict[str, str] = {}
    for match, end in zip(found, ends, strict=True):
        block = notice[match.start() : end] if shape.is_block else notice
        several.setdefault(match["address"], block)
        if expanded := EXPANDED.search(block[:500]) if shape.is_block else None:
            several.setdefault(expanded["address"], block)
    return list(several.items())


def _found(shape: Shape, notice: str, strangers: Collection[str]) -> list[re.Match[str]]:
    return [
        match
        for match in islice(shape.pattern.finditer(notice), MOST_RECIPIENTS)
        if not _OFFICE.match(match["address"]) and match["address"].lower() not in strangers
    ]
