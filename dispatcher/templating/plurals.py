"""
Count → the form of a word that a language uses with it: one summary, two summaries.

A language file says when each of its forms is used, after the categories of CLDR; numbers that fit none take the form `other`. Polish for one:
    plurals = { one = { is = [1] }, few = { last_digit = [2, 3, 4], unless_last_two_digits = [12, 13, 14] } }
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

OTHER = "other"
FORMS = ("zero", "one", "two", "few", "many")
CONDITIONS = ("is", "last_digit", "last_two_digits", "unless_last_two_digits")
Forms: TypeAlias = Mapping[str, Mapping[str, Sequence[int]]]


def form(forms: Forms, count: int) -> str:
    """The first form whose conditions `count` fits, all of them, or `other`."""
    return next((name for name, when in forms.items() if _fits(when, count)), OTHER)


def faults(forms: object) -> str:
    """What is wrong with the `plurals` of a language file; "" when nothing is."""
    if not isinstance(forms, Mapping):
        return "must be a table of forms"
    for name, when in forms.items():
        if name not in FORMS:
            return f"“{name}” is no form: {', '.join(FORMS)} ({OTHER} needs no condition)"
        if not isinstance(when, Mapping) or not when or not set(when) <= set(CONDITIONS):
            return f"{name} needs one or more of {', '.join(CONDITIONS)}"
        if not all(isinstance(numbers, list) and all(type(n) is int for n in numbers) for numbers in when.values()):
            return f"{name}: numbers stand in lists, as in {{ is = [1] }}"
    return ""


def _fits(when: Mapping[str, Sequence[int]], count: int) -> bool:
    if count % 100 in when.get("unless_last_two_digits", ()):
        return False
    asked = (("is", count), ("last_digit", count % 10), ("last_two_digits", count % 100))
    return all(number in when[condition] for condition, number in asked if condition in when)
