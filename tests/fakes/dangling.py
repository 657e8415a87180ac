"""
A second opinion on whether a sentence stands alone: by its first words, not by the selector's patterns.

Small and strict: it knows the openings that lean on a sentence before them, in English and French, and quotations whose speaker has no name.
"""

from __future__ import annotations

import re

_PRONOUNS = """
he she they it his her their its him them this that these those both such others another either neither
il elle ils elles cela ceci celui celle ceux celles
"""
_NOUNS = """
move decision announcement statement comment comments remark remarks news incident step pledge ruling finding result results pair two three
duo former latter spokesman spokeswoman man woman couple agency earlier
"""  # behind "the", with a verb after them
_LINKS = "of to by in on at for from that who which between with over against behind under where whose"
_BODIES = "ministry police government court council commission union office agency bank party army prosecutors préfecture ministère"
PRONOUNS, NOUNS, LINKS, BODIES = (frozenset(each.split()) for each in (_PRONOUNS, _NOUNS, _LINKS, _BODIES))
CONNECTIVES = {"but", "and", "so", "yet", "still", "however"}
DAYS = {"week", "weekend", "month", "year", "spring", "summer", "autumn", "winter", "season"}
LEANING = (
    "since then",
    "until then",
    "by then",
    "for that reason",
    "after that",
    "at the time",
    "if so",
    "if not",
    "instead",
)
_QUOTES = '"“”«»'
_MARK = re.compile(f"[{_QUOTES}]")


def leans_on(sentence: str) -> str | None:
    """What a sentence needs from outside, in a word; null when it stands alone."""
    words = [word.strip(f".,;:!?()'’‘{_QUOTES}").lower() for word in sentence.split()]
    if words and words[0] in CONNECTIVES:
        words = words[1:]
    opening = " ".join(words[:4])
    if sentence[:1] not in set(_QUOTES) and words:
        if words[0] in PRONOUNS and not _stands_for_nothing(words):
            return words[0]
        if leaning := next((each for each in LEANING if opening.startswith(each)), None):
            return leaning
        if words[0] == "the" and len(words) > 2 and words[1] in NOUNS and words[2] not in LINKS:
            return f"the {words[1]}"
        if after := _behind_the_opening(sentence):
            return after
    return _speaker_without_name(sentence)


def _stands_for_nothing(words: list[str]) -> bool:
    """ "It is unclear whether", "this week", "those who", "both parties": words that need nothing before them."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first == "this":
        return second in DAYS
    if first == "those":
        return second in {"who", "whose", "in"}
    if first == "it":
        return second in {"is", "was"} and bool({"clear", "unclear", "first", "likely", "unlikely"} & set(words[2:5]))
    return first == "both" and "and" in words[2:6]


def _behind_the_opening(sentence: str) -> str | None:
    """ "After the meeting, he …": a pronoun behind an opening that names nobody."""
    before, comma, after = sentence.partition(", ")
    inner = before.split()[1:]
    if not comma or len(inner) > 7 or any(word[:1].isupper() or word[:1].isdigit() for word in inner):
        return None
    first = after.split(" ", 1)[0].lower()
    return first if first in {"he", "she", "they", "his", "her", "their"} else None


def _speaker_without_name(sentence: str) -> str | None:
    """A quotation that opens the sentence, and neither a name nor a public body outside it; a title in quotation marks is none."""
    inside, *others = _MARK.split(sentence)[1:] or [""]
    if sentence[:1] not in set(_QUOTES) or (not inside.rstrip().endswith((",", ".", "!", "?")) and "»" not in sentence):
        return None
    outside = " ".join(others[::2]).split()
    if any(word[:1].isupper() for word in outside) or BODIES & {word.strip(".,;:").lower() for word in outside}:
        return None
    return "a speaker without a name"
