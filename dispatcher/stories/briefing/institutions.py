"""Sentence → the institutions that issue a statement in it: "The interior ministry said in a statement". Only ones that a name tells apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dispatcher.stories.briefing.names import NO_NAME
from dispatcher.stories.briefing.titles import is_role
from dispatcher.stories.briefing.words import STOPWORDS

_LISTED = """
ministry police department government commission agency council embassy authority university committee union airlines foundation association
"""
_BODIES = frozenset(_LISTED.split())
_BODY = "|".join(form for body in sorted(_BODIES) for form in (body, body.capitalize()))
_STATES = re.compile(
    r"\b(?:[Tt]he )?(?P<name>(?:[A-Z][\w.&’'-]* (?:of |for |and )?){0,5}(?:[a-z]+ ){0,2}?(?:"
    rf"{_BODY}|[A-Z][\w&’'-]+))(?: [a-z]\w+ly)? (?:said|says|added|announced|warned|confirmed|wrote) (?:\w+ ){{0,2}}?"
    r"(?:in|through|via) (?:a|an|its|the) (?:\w+ ){0,2}?(?:statement|tweet|release|communiqu[eé]|blog post|letter|filing|e-?mail)\b"
)
_OF_ANOTHER = re.compile(
    r"\b(?:of|by|to|with|for|from|against|about|than|at|in|on|under|near|called)(?: the)?(?: [A-Z]+)? $"
)


def institutions(bare: str) -> Iterator[str]:
    """Names, without the article; `bare` is the sentence without what it quotes."""
    if " in " not in bare and " via " not in bare and " through " not in bare:
        return
    for match in _STATES.finditer(bare):
        parts = match["name"].split()
        while parts and parts[0].islower() and parts[0] in STOPWORDS:
            parts.pop(0)
        if parts and not _OF_ANOTHER.search(bare[: match.start()]) and _is_told_apart(parts):
            yield " ".join(parts)


def _is_told_apart(parts: list[str]) -> bool:
    """Whether a reader knows which one it is: "interior ministry", not "ministry"; and that it is no person's title."""
    if any(is_role(part) for part in parts) or (len(parts) == 1 and parts[0] in NO_NAME):
        return False
    named = any(part[0].isupper() for part in parts)
    return named if len(parts) == 1 else named or parts[-1] in _BODIES
