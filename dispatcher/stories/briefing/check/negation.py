"""
Negation: "not" neither added nor taken away.

Every negation of the sentence needs one of its own in the cited text, near the same words. A negation of the cited text whose next word
stands in the sentence, in surroundings like those, must come with it. English, and the little words of German, French and Spanish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.negations import HEAD, IN_A_WORD, PLAIN, TAKES_AWAY, Negation, negations
from dispatcher.stories.briefing.check.reading import Reading, Unit
from dispatcher.stories.briefing.check.surroundings import fit, is_cut_out

_BEHIND = 2  # units: "spoke to nobody"
_NEAR = 4  # words to each side


def check_negation(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for its polarity."""
    ours = negations(sentence)
    used: set[tuple[int, int]] = set()
    for negation in ours:
        if negation.low in IN_A_WORD:
            if negation.low in TAKES_AWAY and _is_added(sentence, negation, cited):
                yield Reason(
                    ReasonKind.NEGATION,
                    f'says "{_phrase(sentence, negation)}"; the cited text says nothing like "{negation.low}"',
                )
            continue
        match = _match(sentence, negation, cited, used)
        if match is None:
            yield Reason(
                ReasonKind.NEGATION,
                f'says "{_phrase(sentence, negation)}"; the cited text does not say "{negation.low}" of it',
            )
        else:
            used.add(match)
    for text in cited:
        for negation in negations(text):
            if _is_lost(text, negation, sentence, ours, cited):
                yield Reason(
                    ReasonKind.NEGATION, f'leaves out "{negation.low}"; the cited text says "{_phrase(text, negation)}"'
                )


def _is_added(sentence: Reading, negation: Negation, cited: Sequence[Reading]) -> bool:
    """Whether "refused to" stands before a word that the cited text has, and it refuses nothing."""
    if negation.head < 0 or any(negations(text) for text in cited):
        return False
    key = sentence.units[negation.head].key
    return any(unit.key == key for text in cited for unit in text.units)


def _match(
    sentence: Reading, negation: Negation, cited: Sequence[Reading], used: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """The negation of a cited text that bears this one: the one in the likest surroundings, of those that share a word nearby."""
    best, found = 0.0, None
    near = _nearby(sentence, negation.at)
    for number, text in enumerate(cited):
        for other in negations(text):
            if (number, other.at) in used:
                continue
            suits = fit(sentence.units, negation.at, text.units, other.at)
            shared = len(near & _nearby(text, other.at))
            heads = (
                negation.head >= 0
                and other.head >= 0
                and sentence.units[negation.head].key == text.units[other.head].key
            )
            score = suits.steps + shared + 4.0 * heads
            loose = (
                other.low in {*PLAIN, negation.low}
                and (shared or suits.both)
                and (suits.both or not _is_of_another(sentence, negation, text, other))
            )
            if (loose or heads) and score > best:
                best, found = score, (number, other.at)
    return found


def _is_of_another(sentence: Reading, negation: Negation, text: Reading, other: Negation) -> bool:
    """Whether the word that the sentence negates stands in the cited text, and this negation is of another word there."""
    if negation.head < 0 or other.head < 0:
        return False
    key = sentence.units[negation.head].key
    return text.units[other.head].key != key and any(unit.key == key for unit in text.units)


def _nearby(text: Reading, at: int) -> frozenset[str]:
    """Words that carry something, names and numbers around a place."""
    around = text.units[max(at - _NEAR, 0) : at + _NEAR + 1]
    return frozenset(
        token.low if unit.which >= 0 else token.stem
        for unit in around
        if (token := text.tokens[unit.first]).stem or unit.which >= 0
    )


def _is_lost(
    text: Reading, negation: Negation, sentence: Reading, ours: Sequence[Negation], cited: Sequence[Reading]
) -> bool:
    """Whether the sentence says the negated word without the negation, and means this place by it."""
    if negation.low in IN_A_WORD and negation.low not in TAKES_AWAY:
        return False
    if negation.low in PLAIN and is_cut_out(text, negation.at, sentence, cited):
        return True
    if negation.head < 0:
        return False
    head = text.units[negation.head]
    for at, unit in enumerate(sentence.units):
        if not _alike(text, head, sentence, unit) or any(_reaches(sentence, each, at) for each in ours):
            continue
        here = fit(sentence.units, at, text.units, negation.head)
        if not _elsewhere_as_well(sentence, at, text, negation, cited, here.steps) and (
            here.right or here.left or len(sentence.units) < HEAD
        ):
            return True
    return False


def _reaches(sentence: Reading, negation: Negation, at: int) -> bool:
    """Whether a negation of the sentence may be the one of the word at a place."""
    if negation.head == at:
        return True
    clauses = {sentence.tokens[sentence.units[place].first].clause for place in (negation.at, at)}
    return -_BEHIND <= at - negation.at <= HEAD + 1 and len(clauses) == 1


def _alike(text: Reading, head: Unit, sentence: Reading, unit: Unit) -> bool:
    if head.key != unit.key:
        return False
    return head.which < 0 or text.tokens[head.first].low == sentence.tokens[unit.first].low


def _elsewhere_as_well(
    sentence: Reading, at: int, text: Reading, negation: Negation, cited: Sequence[Reading], steps: int
) -> bool:
    """Whether the word stands without negation in a place that suits the sentence as well."""
    for other in cited:
        heads = {each.head for each in negations(other)}
        for there, unit in enumerate(other.units):
            if (
                (other is text and there == negation.head)
                or there in heads
                or not _alike(other, unit, sentence, sentence.units[at])
            ):
                continue
            if fit(sentence.units, at, other.units, there).steps >= steps:
                return True
    return False


def _phrase(text: Reading, negation: Negation) -> str:
    last = text.units[negation.head if negation.head >= 0 else negation.at].last
    first = text.units[max(negation.at - 1, 0)].first
    return text.text[text.tokens[first].start : text.tokens[last].end]
