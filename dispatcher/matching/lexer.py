"""Query → lexemes: words, phrases, operators and parentheses, each with the code point where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.errors import QueryError
from dispatcher.matching.words import words

_QUOTES = '"“”„‟«»＂'
_BREAKS = _QUOTES + "()"
_SHORTEST_PREFIX = 2


class Kind(StrEnum):
    """What a lexeme is to the parser."""

    WORD = "word"
    PREFIX = "prefix"  # a word with a star
    PHRASE = "phrase"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"  # also a minus that touches what follows
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One of them."""

    kind: Kind
    text: str
    at: int


def lexemes(query: str) -> list[Lexeme]:
    """Cut a query. Raises QueryError for a quote without its partner and for what holds no word."""
    found: list[Lexeme] = []
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char in "()":
            found.append(Lexeme(Kind(char), char, at))
            at += 1
        elif char in _QUOTES:
            end = next((i for i in range(at + 1, len(query)) if query[i] in _QUOTES), None)
            if end is None:
                raise QueryError("a quote is opened and never closed", at=at, remedy='add the second "')
            found.append(_phrase(query[at + 1 : end], at=at))
            at = end + 1
        elif char == "-" and at + 1 < len(query) and not query[at + 1].isspace():
            found.append(Lexeme(Kind.NOT, char, at))
            at += 1
        else:
            end = at
            while end < len(query) and not query[end].isspace() and query[end] not in _BREAKS:
                end += 1
            found.append(_word(query[at:end], at=at))
            at = end
    return found


def _phrase(text: str, *, at: int) -> Lexeme:
    text = " ".join(text.split())
    for star in (i for i, char in enumerate(text) if char == "*"):
        raise QueryError("a star inside quotes has no meaning", at=at + 1 + star, remedy="quotes match exact words")
    if not any(True for _ in words(text)):
        raise QueryError("the quotes hold no word", at=at, remedy="write a phrase between them, or leave them out")
    return Lexeme(Kind.PHRASE, text, at)


def _word(text: str, *, at: int) -> Lexeme:
    if text in ("AND", "OR", "NOT"):
        return Lexeme(Kind(text), text, at)
    stem = text.removesuffix("*")
    if "*" in stem:
        raise QueryError(
            "a star can only end a word", at=at + stem.index("*"), remedy="write the beginning of a word and one star"
        )
    forms = [word.form for word in words(stem)]
    if stem == text:
        if not forms:
            raise QueryError(f"{text!r} holds no letter or digit", at=at, remedy="leave it out, or write AND, OR, NOT")
        return Lexeme(Kind.WORD, text, at)
    if not forms:
        raise QueryError("a star alone would match everything", at=at, remedy="write the beginning of a word before it")
    if max(map(len, forms)) < _SHORTEST_PREFIX and len(forms) < _SHORTEST_PREFIX:
        raise QueryError(
            f"{text!r} would match far too much",
            at=at,
            remedy=f"write at least {_SHORTEST_PREFIX} letters before the star",
        )
    return Lexeme(Kind.PREFIX, stem, at)
