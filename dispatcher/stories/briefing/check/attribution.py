"""
Attribution: what the cited text leaves open as a claim is not stated as fact, and nobody is given another's words.

"Said" may go ("police said five people died": five people died); "claimed", "alleged", "accused" may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.names import same_name
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.briefing.check.speech import OPEN, SAYS, speakers

_KEPT = 0.6  # share of a claim's words that makes the sentence state it
_STOPS = frozenset(",.;:!?()—")
_FEWEST = 2
_LONGEST = 14  # tokens of a claim that are looked at
_HEARD = 8  # tokens between a name and a word of saying that may be its own


def check_attribution(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for whose words they are."""
    if sentence.lows.isdisjoint(SAYS) and sentence.lows.isdisjoint(OPEN):
        yield from _stated(sentence, cited)
    yield from _another(sentence, cited)


def _stated(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    plainly = [_outside_claims(text) for text in cited]
    for text in cited:
        for at, token in enumerate(text.tokens):
            if token.low not in OPEN:
                continue
            claim = _claim(text, at)
            kept = claim & sentence.stems
            if len(kept) < max(_FEWEST, _KEPT * len(claim)) or any(kept <= stems for stems in plainly):
                continue
            yield Reason(
                ReasonKind.ATTRIBUTION, f'states as fact what the cited text leaves open ("{_phrase(text, at)}")'
            )
            return


def _claim(text: Reading, at: int) -> frozenset[str]:
    """What a word of claiming leaves open: the words behind it, up to a mark that is none of quotation; at the end of a sentence, those before."""
    behind = []
    for token in text.tokens[at + 1 : at + 1 + _LONGEST]:
        if token.mark and token.text in _STOPS:
            break
        behind.append(token.stem)
    claim = frozenset(filter(None, behind))
    if len(claim) >= _FEWEST:
        return claim
    clause = text.tokens[at].clause
    before = [token.stem for token in text.tokens[max(at - _LONGEST, 0) : at] if token.clause < clause]
    return frozenset(filter(None, before))


def _outside_claims(text: Reading) -> frozenset[str]:
    """Words that a text without any word of claiming states by itself."""
    return frozenset() if not text.lows.isdisjoint(OPEN) else text.stems


def _phrase(text: Reading, at: int) -> str:
    last = min(at + 6, len(text.tokens) - 1)
    return text.text[text.tokens[at].start : text.tokens[last].end]


def _another(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """A speaker of the sentence who says nothing in the cited text, where somebody else does."""
    theirs = [speaker for text in cited for speaker in speakers(text)]
    for ours in speakers(sentence):
        if any(same_name(ours.parts, speaker.parts) for speaker in theirs) or any(
            _is_heard(ours.parts, text) for text in cited
        ):
            continue
        if theirs:
            named, told = " ".join(ours.parts).title(), " ".join(theirs[0].parts).title()
            yield Reason(ReasonKind.ATTRIBUTION, f"has {named} say what {told} says in the cited text")


def _is_heard(parts: Sequence[str], text: Reading) -> bool:
    """Whether a name stands near any word of saying of the text."""
    places = [at for at, token in enumerate(text.tokens) if token.low in SAYS]
    return any(
        same_name(parts, name.parts)
        and any(-_HEARD <= at - name.last <= _HEARD or name.first <= at <= name.last for at in places)
        for name in text.names
    )
