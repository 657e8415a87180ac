"""
Statements → who is quoted, and as what: "Ilse Karan, mayor of Dorvan".

A speaker is a person with a name, or an institution that issues a statement; never a pronoun. A surname alone is the person of that name
whom the same article introduces. Only verbatim quotations and statements count. The cited sentence holds name and title. In doubt, nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.stories.briefing.institutions import institutions
from dispatcher.stories.briefing.names import honorific, names
from dispatcher.stories.briefing.statements import MOST_TEXT, Statement
from dispatcher.stories.briefing.titles import title_after, title_before

MOST = 8
_QUOTE = re.compile('["“][^"“”]*["”]|["“][^"“”]*$|^[^"“”]*”')
_SAYS = r"(?:said|says|added|told(?: \w+){1,3}|warned|wrote|tweeted|explained|insisted|argued|asked|recalled|noted|stated|declared|replied|announced|confirmed)"
_BEHIND = re.compile(rf"^(?:, (?:[^,\x00]{{2,90}}),)? (?:\w+ly |also |later )?{_SAYS}\b")
_TITLE = r"(?P<title>(?:[^,.\x00]|(?<=[A-Za-z])\.(?= )|(?<=[A-Z])\.){0,80})"  # with the points of "Dr." and "U.S."
_AHEAD = re.compile(rf"\x00[,.]? (?:\w+ly )?{_SAYS} {_TITLE}$")
_AHEAD_OF_SAYS = re.compile(rf"\x00[,.]? {_TITLE}$")
_THEN_QUOTE = re.compile(r"^[^.;\x00]{0,90}\x00")
_SPEAKS = re.compile('["“”]|statement|tweet|release|communiqu|blog post|letter|filing|e-?mail')
_OBJECT = re.compile(
    r"\b(?:of|by|to|with|for|from|against|about|than|at|in|on|under|near|called)(?: the)?(?: [A-Z]+)? $"
)


@dataclass(frozen=True, slots=True)
class _Speaker:
    name: str
    title: str | None
    statement: Statement


_Introduced = dict[str, list[tuple[Statement, int, int]]]


def quoted(told: Sequence[Sequence[Statement]]) -> list[dict[str, Any]]:
    """Rows `{"name", "as", "article", "citation"}`, the newest account first; each speaker once, with a title if any account gives one."""
    chosen: list[_Speaker] = []
    for article in told:
        for speaker in _speakers(article):
            at = next((at for at, known in enumerate(chosen) if _is_same(known.name, speaker.name)), None)
            if at is None:
                chosen.append(speaker)
            elif _tells_more(speaker, chosen[at]):
                chosen[at] = speaker
    return [
        {
            "name": each.name,
            "as": each.title,
            "article": each.statement.citation.article,
            "citation": each.statement.cited(),
        }
        for each in chosen[:MOST]
    ]


def _tells_more(one: _Speaker, known: _Speaker) -> bool:
    more, titled = len(one.name.split()) - len(known.name.split()), bool(one.title) - bool(known.title)
    return (more > 0 and titled >= 0) or (more >= 0 and titled > 0)


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one person's: all the words of the shorter stand in the longer, the last or first of it among them."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return set(short) <= set(long) and (short[-1] in {long[-1], long[0]})


def _words(name: str) -> list[str]:
    return [part for part in name.casefold().replace(".", "").split() if len(part) > 1] or [name.casefold()]


def _speakers(article: Sequence[Statement]) -> Iterator[_Speaker]:
    """Who speaks in one article, in order."""
    introduced: _Introduced | None = None
    for each in article:
        if not _SPEAKS.search(each.text):
            continue
        introduced = _introduced(article) if introduced is None else introduced
        bare = _QUOTE.sub(lambda found: "\x00" * len(found[0]), each.text)
        for name in institutions(bare):
            if not any(full.endswith(f" {name}") for full in introduced):  # "Fox" of whom it tells the first name
                yield _Speaker(name, None, each)
        if "\x00" in bare:
            for name, start, end in names(bare):
                if _speaks(bare, start, end) and (speaker := _resolved(name, start, end, each, introduced)):
                    yield speaker


def _speaks(bare: str, start: int, end: int) -> bool:
    """Whether the name is the subject of a verb of speech beside a quotation."""
    before, behind = bare[:start], bare[end:]
    ahead = _AHEAD.search(before)
    if ahead:
        return _is_title(bare, ahead.start("title"), start)
    verb = _BEHIND.match(behind)
    if not verb:
        return False
    spoken_before = _AHEAD_OF_SAYS.search(before)
    if spoken_before:
        return _is_title(bare, spoken_before.start("title"), start)
    return bool(_THEN_QUOTE.match(behind[verb.end() :])) and not _OBJECT.search(before)


def _is_title(bare: str, begin: int, start: int) -> bool:
    """Whether what stands between the verb and the name is nothing, or a title."""
    if not bare[begin:start].strip() or honorific(bare[begin:start]):
        return True
    found = title_before(bare, start)
    return found is not None and not bare[begin : found[1]].strip().replace("the", "")


def _introduced(article: Sequence[Statement]) -> _Introduced:
    """Where every full name of the article stands."""
    found: _Introduced = {}
    for each in article:
        for name, start, end in names(each.text, owners=True):
            if " " in name:
                found.setdefault(name, []).append((each, start, end))
    return found


def _introduction(name: str, places: Sequence[tuple[Statement, int, int]]) -> _Speaker:
    """The first sentence that gives a person's title, else the first with the name."""
    for each, start, end in places:
        if title := _title(each.text, start, end):
            return _Speaker(name, title, each)
    return _Speaker(name, None, places[0][0])


def _title(text: str, start: int, end: int) -> str | None:
    before = title_before(text, start)
    return before[0] if before else title_after(text, end)


def _resolved(name: str, start: int, end: int, each: Statement, introduced: _Introduced) -> _Speaker | None:
    """The person behind a name that speaks; a single name is nobody unless the article introduces just one person of that name."""
    if " " in name:
        if title := _title(each.text, start, end):
            return _Speaker(name, title, each)
        known = _introduction(name, introduced[name]) if name in introduced else None
        return known if known and known.title else _Speaker(name, None, each)
    if re.search(rf"\b[Tt]he {re.escape(name)}\b", each.source.text[:MOST_TEXT]):
        return None  # "Cubs" of whom the article says "the Cubs"
    people = [
        _introduction(full, places)
        for full, places in introduced.items()
        if name in {full.split()[0], full.split()[-1]}
    ]
    people = [known for known in people if known.name.endswith(f" {name}") or known.title]
    return (
        people[0] if len(people) == 1 else None
    )  # the first of the names alone, where a title proves that it is a person's
