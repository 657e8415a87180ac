"""Sentence → what in it a briefing never prints: links, markup, code, control characters, letters that pose as others."""

from __future__ import annotations

import re

LONGEST = 420  # code points
SHORTEST = 12
_READABLE = 2_000  # a longer run is no sentence, and patterns would take long over it
_LATIN = "A-Za-zÀ-ɏ"
_LOOKS_LATIN = "Ͱ-λν-ϿЀ-ԯ԰-֏Ꭰ-Ᏼꭰ-ꮿ"  # Greek but μ (of μg), Cyrillic, Armenian, Cherokee
_ENDINGS = "com|net|org|info|biz|io|co|xyz|top|site|online|app|dev|link|click|shop|example|test|invalid|onion|ru|cn|de|fr|uk|eu|us|me|tv|ly|gg|zip|mov"

_FAULTS = (
    (
        "a link",
        re.compile(
            rf"\b[a-z][a-z0-9+.-]{{1,15}}:\s?//|\b(?:www\d?\.|mailto:|tel:|javascript:|data:\w+/|hxxps?)|\S@[\w-]+\.\w|\b[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})\b(?:/|(?![\w-]))"
            r"|\b[\w-]{2,} ?[\[(] ?(?:dot|\.) ?[\])] ?\w{2,}|\b\w{2,} dot (?:com|net|org|example)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "markup",
        re.compile(
            r"!?\[[^\]]{0,200}\]\s*[\[(]|</?[a-zA-Z!/][^>]*>?|&#?\w{2,8};|```|`[^`]+`|\*\*|(?<!\w)__|__(?!\w)|~~|^\s*(?:#{1,6}|>|[-*+]|\d+\.)\s"
            r"|\[\^?\w+\]:|\{[{%]|\|.*\|.*\||\$\$|\\[a-z]+\{|<\||\|>|^\s*=+\s*$",
        ),
    ),
    ("code", re.compile(r"[{}\\]|=>|\b\w+\([^)]*=[^)]*\)|\"\s*:\s*[\[{\"]")),
    (
        "encoded text",
        re.compile(
            r"(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{20,}={0,2}|[A-Za-z0-9+/]{40,}|(?:%[0-9a-fA-F]{2}){3}|(?:\b[01]{8}\b ?){3}|(?:\b[0-9a-f]{2} ){6}"
        ),
    ),
    ("control characters", re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")),
    (
        "letters that pose as others",
        re.compile(
            rf"[{_LATIN}][{_LOOKS_LATIN}]|[{_LOOKS_LATIN}][{_LATIN}]|[\uff10-\uff19\uff21-\uff5a\u2460-\u24ff\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]"
        ),
    ),
)
_FOREIGN_WORD = re.compile(rf"[{_LOOKS_LATIN}]{{2,}}")
_LATIN_LETTERS = re.compile(f"[{_LATIN}]")


def faults(text: str) -> tuple[str, ...]:
    """Why it is not printed as it stands, in words; empty when nothing is wrong with its form. How long it may be is judged elsewhere."""
    if len(text) > _READABLE:
        return ("no end",)
    found = [what for what, pattern in _FAULTS if pattern.search(text)]
    foreign = sum(len(word) for word in _FOREIGN_WORD.findall(text))
    if foreign and "letters that pose as others" not in found and len(_LATIN_LETTERS.findall(text)) > 2 * foreign:
        found.append("letters that pose as others")
    return tuple(found)
