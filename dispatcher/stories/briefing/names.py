"""Sentence → the names of persons in it, with where they stand: no honorifics, no titles, no owners ("Amazon's Jeff Bezos")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dispatcher.stories.briefing.titles import is_role, split_title

_PART = r"[A-ZÀ-Þ](?:[\w’'-]*[a-zß-ÿ][\w’'-]*|\.)"
_LINK = r"(?:al-|bin|ibn|de|da|dos|del|van|von|der|den|el|la|le|di) ?"
_FULL = rf"{_PART}(?: (?:{_LINK})*(?:{_PART}|[A-ZÀ-Þ]{{2,3}}))+(?<!\.)"
_NAME = re.compile(rf"(?<![\w’'.-])(?:{_FULL}|{_PART}(?<!\.))")
_HONORIFIC = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Sen|Rep|Gov|Gen|Prof|Rev|Adm|Capt|Lt|Col|Maj|Sgt)\.? )+"
)
_OWNER = re.compile(r"^(?:\S+ )*\S+(?:['’]s|-based|-headquartered|-born) (?=\S)")
_NO_NAMES = """
The A An In On At But And Or For From By With As If When While After Before It He She They We You I His Her Their Our This That These Those
There Here What Who Why How Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
September October November December Reuters AFP Police Officials Authorities Asked Speaking According Also Later Earlier Today Yesterday
Meanwhile However Not No Yes So Then One Two Some Many Most All Both Another Now Last Next Associated Press Times Post News Facebook Twitter
Instagram Department Ministry Government University Institute Company Council Committee Party Court House Office Bank Agency Union Commission
Street City Club United States Kingdom Republic National Security Board Airlines Inc Corp Ltd Group Service Under Over With During Since Until
Despite Like Unlike Behind About Among Mr Mrs Ms Dr Sen Rep Gov Gen Prof Rev Adm Capt Lt Col Maj Sgt Association Center Centre Foundation School Hospital Army Fire North South East West New York
"""
NO_NAME = frozenset(_NO_NAMES.split())  # words that no person's name has


def names(sentence: str, *, owners: bool = False) -> Iterator[tuple[str, int, int]]:
    """Names with start and end; those that own something ("Karan's house") only with `owners`, without their "'s"."""
    for match in _NAME.finditer(sentence):
        name, start = _bare(match[0], match.start())
        if name.startswith("State ") and sentence[:start].endswith("ecretary of "):
            name, start = name[len("State ") :], start + len("State ")
        if name.endswith(("'s", "’s")):
            name = name[:-2] if owners else ""
        parts = name.split()
        if not parts or is_role(parts[-1]) or NO_NAME & set(parts):
            continue
        if len(parts) == 1 and start == match.start() and sentence[max(start - 4, 0) : start].lower() == "the ":
            continue  # "the Cubs said"
        yield name, start, start + len(name)


def honorific(text: str) -> bool:
    """Whether the text is nothing but "Mr." or "Dr"."""
    return bool(_HONORIFIC.fullmatch(text))


def _bare(name: str, start: int) -> tuple[str, int]:
    """The name without what leads up to it, and where it starts."""
    whole = name
    if found := _HONORIFIC.match(name):
        name = name[found.end() :]
    while " " in name and (first := name.split(" ", 1))[0] in NO_NAME:
        name = first[1]
    name = split_title(name)[1]
    if owner := _OWNER.match(name):
        name = name[owner.end() :]
    return name, start + len(whole) - len(name)
