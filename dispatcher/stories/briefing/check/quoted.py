"""Where quotation marks open and close: also when the text begins or ends inside a quotation."""

from __future__ import annotations

import re

_OPENS = re.compile(r"(?:^|(?<=[\s(\[—-]))'(?=[^\W_])")
_CLOSES = re.compile(r"(?<=[\w.,!?])'(?=$|[\s,.;:!?)\]—-])")


def quotations(text: str) -> list[tuple[int, int]]:
    """Places between quotation marks, of a text that went through `plain`; single marks only where both are there."""
    found = _double(text)
    single = _double_free(text, found)
    return sorted(found + single)


def _double(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for at, char in enumerate(text):
        if char != '"':
            continue
        opens = (at == 0 or text[at - 1] in " ([—-") and at + 1 < len(text) and text[at + 1] != " "
        if opened is not None:
            found.append((opened, at))
            opened = None
        elif opens:
            opened = at + 1
        elif not found:
            found.append((0, at))  # it began before the text
    if opened is not None:
        found.append((opened, len(text)))
    return found


def _double_free(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    at = 0
    while opening := _OPENS.search(text, at):
        closing = _CLOSES.search(text, opening.end())
        if closing is None:
            break
        start, end = opening.end(), closing.start()
        inside = any(begin <= start < finish for begin, finish in taken)
        if " " in text[start:end] and not inside:
            found.append((start, end))
        at = closing.end()
    return found
