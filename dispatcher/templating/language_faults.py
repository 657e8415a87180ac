"""
Language file → what is wrong with it, key by key, measured against English.

A text must have the places that the English one has, {count} apart: a word for one needs no number. Nothing here is raised; a key with a
fault is not used, and `dispatcher check` tells it.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Any

from dispatcher.templating import plurals

LENGTHS = {"weekdays": (7,), "months": (12,), "numbers": (0, 11)}
_SPECS = ("", "02")  # 7:05 needs two digits; more than that could ask for a gigabyte of blanks


def faults(
    words: Mapping[str, Any], english: Mapping[str, Any], *, inherited: plurals.Forms
) -> Iterator[tuple[str, str]]:
    """Each key that cannot be used, and why; keys that lack are no faults here. `inherited` plurals hold where it has none."""
    own = words.get("plurals", inherited)
    forms = {*(inherited if plurals.faults(own) else own), plurals.OTHER}
    for key, value in words.items():
        if key not in english:
            yield key, "is no key of a language file"
        elif key == "plurals":
            if fault := plurals.faults(value):
                yield key, fault
        elif key in LENGTHS:
            if not _is_list(value, LENGTHS[key]):
                yield key, f"must be a list of {' or '.join(map(str, LENGTHS[key]))} words"
        elif fault := _text(value, english[key], forms):
            yield key, fault


def _is_list(value: object, lengths: tuple[int, ...]) -> bool:
    return isinstance(value, list) and len(value) in lengths and all(isinstance(word, str) and word for word in value)


def _text(value: object, english: Any, forms: set[str]) -> str:
    """What is wrong with a text; "" when nothing is."""
    counted = isinstance(english, Mapping)
    if isinstance(value, str):
        texts = {"": value}
    elif counted and isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        texts = dict(value)
        if set(texts) != forms:
            return f"needs the forms {', '.join(sorted(forms))}, as `plurals` says; it has {', '.join(sorted(texts))}"
    else:
        return "must be a text" + (" or a table of plural forms" if counted else "")
    known = set().union(*(places(text) for text in (english.values() if counted else [english])))
    return next((fault for text in texts.values() if (fault := _places(text, known))), "")


def _places(text: str, known: set[str]) -> str:
    try:
        parsed = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(text)]
    except ValueError as error:
        return f"has a brace that stands alone ({error})"
    found = {name for name, *_ in parsed if name is not None}
    if strange := found - known:
        named = ", ".join(f"{{{name}}}" for name in sorted(strange))
        return f"has {named}; it may have {', '.join(f'{{{name}}}' for name in sorted(known)) or 'no places'}"
    if lacking := known - found - {"count"}:
        return f"lacks {', '.join(f'{{{name}}}' for name in sorted(lacking))}"
    if any((spec or "") not in _SPECS or conversion for _, spec, conversion in parsed):
        return "may only say :02 behind the name of a place"
    return ""


def places(text: str) -> set[str]:
    """The {places} of a text."""
    return {name for _, name, *_ in string.Formatter().parse(text) if name}
