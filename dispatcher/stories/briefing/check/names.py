"""
Names: whoever and whatever a sentence names stands in the cited text, or is a known short or full form of what stands there.

"Mr Smith" stands for "John Smith", "UK" for "Britain", "WHO" for "World Health Organization". A full name may come from the rest of the
source where the cited text has its last part ("Smith") and gives it no other first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from dispatcher.stories.briefing.check.function_words import FUNCTION, HONORIFICS, TITLES
from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.places import LONG, alike
from dispatcher.stories.briefing.check.reading import NAME, Name, Reading, Unit, read
from dispatcher.stories.briefing.check.surroundings import fit, misplaced

_SIDES = frozenset(("north", "south", "east", "west"))  # "North Korea" and "South Korea" are two
_SHORT = (3, 4)  # letters of a name cut short: "Fed", "Ben"
_JOINED = 3  # names of a cited text that stand no further apart than this belong together: "the University of California, Berkeley"


def check_names(sentence: Reading, cited: Sequence[Reading], others: Sequence[str]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for the names it has."""
    told = frozenset[str]().union(*(text.alikes for text in cited))
    unknown = False
    for name in sentence.names:
        absent = [part for part in name.parts if not _stands(part, told, cited)]
        if absent and not _is_long_form(name, told) and not _by_context(name, absent, cited, others):
            unknown = True
            yield Reason(
                ReasonKind.NAME, f'names "{_written(sentence, name)}"; the cited text does not{_closest(name, cited)}'
            )
        elif not absent and (pair := _put_together(name, cited, others)):
            unknown = True
            yield Reason(
                ReasonKind.NAME,
                f'makes one name of "{pair[0].title()}" and "{pair[1].title()}", which the cited text does not',
            )
    if not unknown and (told_of := _replaced_first(sentence, cited)):
        unknown = True
        yield Reason(
            ReasonKind.NAME,
            f'names "{sentence.tokens[sentence.units[0].first].text}" where the cited text has "{told_of}"',
        )
    if not unknown:
        for unit, text, rival in misplaced(sentence, cited, NAME, partial(_is_same, sentence)):
            if not _is_coordinated(sentence, unit, text, rival):
                said, told_of = _of(sentence, unit), _of(text, rival)
                yield Reason(ReasonKind.SWAPPED, f'has "{said}" where the cited text has "{told_of}"')


def same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, as their parts in lower case, may be one's: a part is shared, titles apart."""
    if _acronym(one) in other or _acronym(other) in one:
        return True
    parts, rivals = _alikes(one), _alikes(other)
    if parts & _SIDES and rivals & _SIDES and not parts & rivals & _SIDES:
        return False
    return not (parts & rivals) <= TITLES or parts <= TITLES or rivals <= TITLES


def _replaced_first(sentence: Reading, cited: Sequence[Reading]) -> str:
    """The name that the cited text has where the sentence begins with a word of its own: "Green" may be nobody, but not here."""
    if not sentence.units or sentence.units[0].which >= 0:
        return ""
    token = sentence.tokens[sentence.units[0].first]
    if not token.capital or not token.stem or any(token.stem in text.stems for text in cited):
        return ""
    for text in cited:
        for there, unit in enumerate(text.units):
            suits = fit(sentence.units, 0, text.units, there)
            if unit.key == NAME and suits.both and suits.steps > _JOINED:
                return _written(text, text.names[unit.which])
    return ""


def _acronym(parts: Sequence[str]) -> str:
    made = "".join(part[0] for part in parts if part and part not in FUNCTION)
    return made if len(made) > 1 else " "


def _alikes(parts: Sequence[str]) -> set[str]:
    short = LONG.get(tuple(parts))
    return {short} if short else {alike(part) for part in parts}


def _is_same(sentence: Reading, unit: Unit, text: Reading, rival: Unit) -> bool:
    if unit.which < 0 or rival.which < 0:  # a day or a month
        return unit.key == rival.key
    return same_name(sentence.names[unit.which].parts, text.names[rival.which].parts)


def _stands(part: str, told: frozenset[str], cited: Sequence[Reading]) -> bool:
    if alike(part) in told or part in HONORIFICS:
        return True
    if len(part) > 1 and part.isalpha() and any(part in initials(text) for text in cited):
        return True
    if len(part) in _SHORT and any(
        other.startswith(part) and len(other) > len(part) + 1
        for text in cited
        for name in text.names
        for other in name.parts
    ):
        return True
    return any(part in token.low.split(".") for text in cited for token in text.tokens if "." in token.low)


def initials(text: Reading) -> frozenset[str]:
    """What acronyms the full names of a text could have: "who" for "World Health Organization"."""
    found = set()
    capitals = [
        token
        for token in text.tokens
        if not token.mark and (token.capital or token.low not in {"of", "the", "and", "for", "on", "in"})
    ]
    for at in range(len(capitals)):
        made = ""
        for token in capitals[at : at + 6]:
            if not token.capital:
                break
            made += token.low[0]
            if len(made) > 1:
                found.add(made)
    return frozenset(found)


def _is_long_form(name: Name, told: frozenset[str]) -> bool:
    """Whether the cited text has "US" for "United States"."""
    return LONG.get(name.parts, "") in told


def _by_context(name: Name, absent: Sequence[str], cited: Sequence[Reading], others: Sequence[str]) -> bool:
    """Whether the rest of the source knows the whole name, and the cited text a part of it that it gives to nobody else."""
    known = [part for part in name.parts if part not in absent and part not in TITLES]
    if known and name.parts[-1] in known:
        for text in cited:
            for other in text.names:
                if known[-1] in other.parts and not set(other.parts) <= {*name.parts, *TITLES}:
                    return False
        return any(_holds(text, name.parts) for text in _read_those_with(absent[0], others))
    if len(name.parts) == 1 and name.parts[0].isalpha() and len(name.parts[0]) > 1:
        return False
    acronym = _acronym(name.parts)
    if not any(acronym in text.lows for text in cited):
        return False
    return len(acronym) > 2 or any(_holds(text, name.parts) for text in _read_those_with(absent[0], others))  # noqa: PLR2004 - two letters stand for too much


def _read_those_with(part: str, others: Sequence[str]) -> Iterable[Reading]:
    return (read(other) for other in others if part in other.lower())


def _holds(text: Reading, parts: Sequence[str]) -> bool:
    return any(set(parts) - TITLES <= set(name.parts) for name in text.names)


def _put_together(name: Name, cited: Sequence[Reading], others: Sequence[str]) -> tuple[str, str] | None:
    """Two neighbouring parts of a name that no cited text and no other sentence has in one name."""
    for one, other in zip(name.parts, name.parts[1:], strict=False):
        if one in TITLES or other in TITLES or _near(one, other, cited) or alike(one) == alike(other):
            continue
        if not any(_near(one, other, (text,)) for text in _read_those_with(one, others)):
            return one, other
    return None


def _near(one: str, other: str, cited: Sequence[Reading]) -> bool:
    for text in cited:
        places = [at for at, token in enumerate(text.tokens) if alike(token.low) == alike(one)]
        rivals = [at for at, token in enumerate(text.tokens) if alike(token.low) == alike(other)]
        if any(abs(at - there) <= _JOINED for at in places for there in rivals):
            return True
    return False


def _is_coordinated(sentence: Reading, unit: Unit, text: Reading, rival: Unit) -> bool:
    """Whether the two names stand side by side in a list ("France and Spain"), where their order says nothing."""
    at = sentence.units.index(unit)
    there = text.units.index(rival)
    for units, place in ((sentence.units, at), (text.units, there)):
        for way in (1, -1):
            if (
                0 <= place + 2 * way < len(units)
                and units[place + way].key in {"and", "or"}
                and units[place + 2 * way].key == NAME
            ):
                break
        else:
            return False
    return True


def _of(text: Reading, unit: Unit) -> str:
    return _written(text, text.names[unit.which]) if unit.which >= 0 else text.tokens[unit.first].text


def _written(text: Reading, name: Name) -> str:
    return text.text[text.tokens[name.first].start : text.tokens[name.last].end].removesuffix("'s")


def _closest(name: Name, cited: Sequence[Reading]) -> str:
    """The name of the cited text that shares a part, as a hint."""
    for text in cited:
        for other in text.names:
            if set(other.parts) & set(name.parts):
                return f' (it has "{_written(text, other)}")'
    return ""
