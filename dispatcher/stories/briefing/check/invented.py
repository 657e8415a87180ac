"""
Content: what a sentence says of its own.

A paraphrase may use words that the cited text has not, here and there. It may not use three of them in a row, nor more than half in all,
nor a clause of them, nor two where the cited text has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from dispatcher.stories.briefing.check.function_words import CALENDAR
from dispatcher.stories.briefing.check.hedges import SURE_TO, THEN, TO
from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.briefing.check.speech import SAYS
from dispatcher.stories.briefing.check.tokens import Token

LONGEST_RUN = 2
LEAST = 0.5  # share of a sentence's content that the cited text has
LEAST_OF_CLAUSE = 1 / 3
CLAUSE = 3  # words of content that make a clause count by itself
FEW = 2  # words of content below which all words are compared
LEAST_OF_ALL = 0.6

_NEUTRAL = SAYS | TO | THEN | SURE_TO  # of these other checks speak


def check_invented(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for content that the cited text has not."""
    told = frozenset[str]().union(*(text.stems for text in cited))
    heard = frozenset[str]().union(*(text.lows for text in cited))
    named = {at for name in sentence.names for at in range(name.first, name.last + 1)}
    counted = {at for number in sentence.numbers for at in range(number.first, number.last + 1)}
    words = [
        (at, token)
        for at, token in enumerate(sentence.tokens)
        if token.stem and at not in counted and (at not in named or token.stem in told or token.low in heard)
    ]  # of names that stand for others the check of names speaks
    plain = [(at, token) for at, token in words if at not in named and token.low not in CALENDAR]
    absent = {
        at for at, token in plain if token.stem not in told and token.low not in heard and token.low not in _NEUTRAL
    }
    if len(words) < FEW:
        yield from _of_all_words(sentence, heard)
        return
    present = sum(token.stem in told or token.low in heard for _, token in words)
    if present < LEAST * len(words):
        yield _reason(sentence, [at for at, _ in words if at in absent] or [at for at, _ in words])
        return
    for run in _runs(plain, absent):
        if len(run) > LONGEST_RUN or (len(run) == LONGEST_RUN and _is_inserted(sentence, run, cited)):
            yield _reason(sentence, run)
            return
    for _, clause in groupby(words, key=lambda pair: pair[1].clause):
        of_clause = list(clause)
        gone = [at for at, _ in of_clause if at in absent]
        if len(of_clause) >= CLAUSE and len(of_clause) - len(gone) < LEAST_OF_CLAUSE * len(of_clause):
            yield _reason(sentence, gone)
            return


def _of_all_words(sentence: Reading, heard: frozenset[str]) -> Iterator[Reason]:
    words = [(at, token.low) for at, token in enumerate(sentence.tokens) if not token.mark]
    gone = [at for at, low in words if low not in heard]
    if len(words) - len(gone) < LEAST_OF_ALL * len(words):
        yield _reason(sentence, gone)


def _runs(plain: Sequence[tuple[int, Token]], absent: set[int]) -> Iterator[list[int]]:
    """Runs of words that the cited text has not; names and numbers between them end none."""
    for gone, run in groupby((at for at, _ in plain), key=absent.__contains__):
        if gone:
            yield list(run)


def _is_inserted(sentence: Reading, run: Sequence[int], cited: Sequence[Reading]) -> bool:
    """Whether the cited text has nothing at all where the run stands, so that it is put for no other words."""
    before = next((token.stem for token in reversed(sentence.tokens[: run[0]]) if token.stem), None)
    after = next((token.stem for token in sentence.tokens[run[-1] + 1 :] if token.stem), None)
    for text in cited:
        stems = [None, *(token.stem for token in text.tokens if token.stem), None]
        if before in stems and any((one, other) == (before, after) for one, other in pairwise(stems)):
            return True
    return False


def _reason(sentence: Reading, places: Sequence[int]) -> Reason:
    said = (
        sentence.text[sentence.tokens[places[0]].start : sentence.tokens[places[-1]].end] if places else sentence.text
    )
    shown = said if len(said) <= 80 else f"{said[:77]}..."  # noqa: PLR2004 - a line of a log
    return Reason(ReasonKind.INVENTED, f'says "{shown}"; the cited text does not')
