"""
Lexemes → tree. OR binds least, then AND (also unwritten, between neighbours), then NOT and the minus.

    either = all {"OR" all}      all = one {["AND"] one}      one = {"NOT"} (word | phrase | "(" either ")")
"""

from __future__ import annotations

from dispatcher.errors import QueryError
from dispatcher.matching.lexer import Kind, Lexeme, lexemes
from dispatcher.matching.query import Phrase, Query, Word, accepts_nothing, all_of, any_of, negated

_DEEPEST = 50  # parentheses; a person needs three


def parse(query: str) -> Query:
    """
    Read a query: words, "phrases", AND OR NOT (upper case), -word, parentheses, prefix*; neighbours mean AND.

    Words match by stem, without case and accents; what stands in quotes matches these forms exactly, side by side, still without
    case and accents. `and`, `or`, `not` in lower case are words like any other. Not done: field names, wildcards inside words, NEAR.

    Raises QueryError with `at`, the code point where reading stopped, and a remedy.
    """
    found = lexemes(query)
    if not found:
        raise QueryError("the query is empty", at=0, remedy="write at least one word")
    parser = _Parser(found, end=len(query))
    tree = parser.either(depth=0)
    if rest := parser.peek():
        raise QueryError("a parenthesis is closed that was never opened", at=rest.at, remedy="remove it")
    if accepts_nothing(tree):
        raise QueryError(
            "the query only says what it does not want", at=found[0].at, remedy="add a word that entries must hold"
        )
    return tree


class _Parser:
    def __init__(self, found: list[Lexeme], *, end: int) -> None:
        self._found = found
        self._next = 0
        self._end = end

    def peek(self) -> Lexeme | None:
        return self._found[self._next] if self._next < len(self._found) else None

    def _take(self, *kinds: Kind) -> Lexeme | None:
        lexeme = self.peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self._next += 1
        return lexeme

    def either(self, *, depth: int) -> Query:
        queries = [self._all(depth=depth)]
        while self._take(Kind.OR):
            queries.append(self._all(depth=depth))
        return any_of(queries)

    def _all(self, *, depth: int) -> Query:
        queries = [self._one(depth=depth)]
        while (lexeme := self.peek()) and lexeme.kind not in (Kind.OR, Kind.CLOSE):
            self._take(Kind.AND)
            queries.append(self._one(depth=depth))
        return all_of(queries)

    def _one(self, *, depth: int) -> Query:
        negations = 0
        while self._take(Kind.NOT):
            negations += 1
        query = self._term(depth=depth)
        return negated(query) if negations % 2 else query

    def _term(self, *, depth: int) -> Query:
        lexeme = self._take(Kind.WORD, Kind.PREFIX, Kind.PHRASE, Kind.OPEN)
        if lexeme is None:
            raise self._missing()
        if lexeme.kind is Kind.PHRASE:
            return Phrase(lexeme.text)
        if lexeme.kind is not Kind.OPEN:
            return Word(lexeme.text, prefix=lexeme.kind is Kind.PREFIX)
        if depth == _DEEPEST:
            raise QueryError("parentheses are nested too deeply", at=lexeme.at, remedy=f"at most {_DEEPEST} levels")
        query = self.either(depth=depth + 1)
        if not self._take(Kind.CLOSE):
            raise QueryError("a parenthesis is opened and never closed", at=lexeme.at, remedy="add a closing one")
        return query

    def _missing(self) -> QueryError:
        stopped = self.peek()
        before = self._found[self._next - 1] if self._next else None
        if before and before.kind is Kind.OPEN and stopped is None:
            return QueryError("a parenthesis is opened and never closed", at=before.at, remedy="add a closing one")
        if before and before.kind is not Kind.CLOSE:
            return QueryError(
                f"a word is missing after {before.text!r}",
                at=stopped.at if stopped else self._end,
                remedy="write one, put the operator in quotes if you mean the word, or remove it",
            )
        text = stopped.text if stopped else ""
        return QueryError(
            f"a word is missing before {text!r}",
            at=stopped.at if stopped else self._end,
            remedy="write one, or remove it",
        )
