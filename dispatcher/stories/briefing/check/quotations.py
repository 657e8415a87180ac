"""Quotations: word for word as the cited text has them, between its quotation marks, and in the mouth that says it there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.names import same_name
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.briefing.check.speech import SAYS, Speaker, speakers
from dispatcher.stories.briefing.check.tokens import fold

_EDGES = " ,.;:!?'\"—-…"
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]*\]|\(\.\.\.\)|\.\.\.|…)\s*")
_PUT_IN = re.compile(r" ?[\[(][^\])]*[\])]")
_FARTHEST = 80  # code points between a quotation and its speaker's word of saying
_WHOLE = 0.8  # of a cited text without marks: it may stand inside a longer quotation
_SHORT = 2  # words: titles, ships, a word held up
_DROPPED = 5  # words of a quotation that may stand without marks


def check_quotations(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for what it quotes."""
    for start, end in sentence.quotes:
        said = sentence.text[start:end]
        pieces = [piece for piece in map(_bare, _LEFT_OUT.split(said)) if piece]
        if not pieces:
            continue
        if any(_is_open(text, sentence, (start, end)) for text in cited):
            continue
        holders = [text for text in cited if all(piece in _told(text, piece) for piece in pieces)]
        if not holders:
            yield Reason(ReasonKind.QUOTATION, f'quotes "{_short(said)}"; the cited text does not have these words')
            continue
        if not any(_is_quoted(text, pieces) for text in holders):
            yield Reason(
                ReasonKind.QUOTATION,
                f'puts "{_short(said)}" in quotation marks; in the cited text nobody is quoted with it',
            )
            continue
        yield from _speaker(sentence, (start, end), holders, pieces)
    yield from _marks_dropped(sentence, cited)


def _is_open(text: Reading, sentence: Reading, span: tuple[int, int]) -> bool:
    """Whether a quotation of the sentence is one that a text leaves open at an end, of which nobody can tell how far it goes."""
    said = _bare(sentence.text[slice(*span)])
    for start, end in text.quotes:
        told = _bare(text.text[start:end])
        if told and span[1] == len(sentence.text) and end == len(text.text) and said.startswith(told):
            return True
        if told and span[0] == start == 0 and said.endswith(told):
            return True
    return False


def _told(text: Reading, piece: str) -> str:
    """A text to look for a quotation in; without what the article put between brackets, if it is not there otherwise."""
    whole = _bare(text.text)
    return whole if piece in whole else _bare(_PUT_IN.sub("", text.text))


def _bare(text: str) -> str:
    return fold(text).strip(_EDGES)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line of a log


def _is_quoted(text: Reading, pieces: Sequence[str]) -> bool:
    """Whether the pieces stand between marks; a text without marks may itself be inside a quotation, when nearly all of it is quoted."""
    if len(pieces) == 1 and len(pieces[0].split()) <= _SHORT:
        return True
    if not text.quotes:
        return sum(map(len, pieces)) >= _WHOLE * len(text.text)
    quoted = [
        _bare(made)
        for start, end in text.quotes
        for made in (text.text[start:end], _PUT_IN.sub("", text.text[start:end]))
    ]
    joined = " ".join(quoted)
    return all(piece in joined or any(piece in each for each in quoted) for piece in pieces)


def _speaker(
    sentence: Reading, span: tuple[int, int], holders: Sequence[Reading], pieces: Sequence[str]
) -> Iterator[Reason]:
    """A quotation that is said by one name in the sentence and by another in the cited text."""
    ours = _nearest(sentence, span)
    if ours is None:
        return
    theirs = [found for text in holders for piece in pieces if (found := _nearest(text, _span_of(text, piece)))]
    if theirs and not any(same_name(ours.parts, each.parts) for each in theirs):
        named, told = " ".join(ours.parts).title(), " ".join(theirs[0].parts).title()
        yield Reason(ReasonKind.QUOTATION, f"gives {named} a quotation that is {told}'s in the cited text")


def _span_of(text: Reading, piece: str) -> tuple[int, int]:
    at = fold(text.text).find(piece)
    return at, at + len(piece)


def _nearest(text: Reading, span: tuple[int, int]) -> Speaker | None:
    """The named speaker whose word of saying stands nearest to a place."""

    def away(speaker: Speaker) -> int:
        place = text.tokens[speaker.at].start
        return span[0] - place if place < span[0] else max(place - span[1], 0)

    nearest = min(speakers(text), key=away, default=None)
    return nearest if nearest is not None and away(nearest) <= _FARTHEST else None


def _marks_dropped(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """A quotation stated as the sentence's own words, and nobody who says it."""
    if sentence.quotes or speakers(sentence) or _says(sentence):
        return
    told = " ".join(token.low for token in sentence.tokens if not token.mark)
    for text in cited:
        for start, end in text.quotes:
            words = [token.low for token in text.tokens if start <= token.start < end and not token.mark]
            if len(words) >= _DROPPED and any(
                " ".join(words[at : at + _DROPPED]) in told for at in range(len(words) - _DROPPED + 1)
            ):
                yield Reason(
                    ReasonKind.ATTRIBUTION,
                    f'states as fact what the cited text quotes: "{_short(text.text[start:end])}"',
                )
                return


def _says(sentence: Reading) -> bool:
    return not sentence.lows.isdisjoint(SAYS)
