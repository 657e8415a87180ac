"""
Modality: what may be, is planned or is alleged does not become what will be or is.

Each hedge of the cited text holds a word open. Where the sentence says that word in surroundings like those, it must be as open: weaker is
tolerated, stronger is not. Words of certainty ("certainly", "all", "proved") must stand in the cited text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.certainty import level_of
from dispatcher.stories.briefing.check.hedges import ADJECTIVES, CERTAIN, FACT, LIKELY, WORDS, Hedge, hedges
from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.reading import Reading
from dispatcher.stories.briefing.check.surroundings import fit, is_cut_out

_HAPPENED = frozenset(("has", "have", "had", "was", "were", "been", "did", "be", "being"))
_PAST = frozenset(("was", "were", "has", "have", "had"))
_SURE_STEPS = 3
_SURE = {
    "certainly": "certain", "definitely": "certain", "undoubtedly": "certain", "inevitably": "certain", "inevitable": "certain", "certain": "certain",
    "surely": "certain", "guaranteed": "certain", "proved": "prove", "proven": "prove", "proves": "prove", "confirmed": "confirm",
    "confirms": "confirm", "always": "always", "all": "all", "every": "all", "entirely": "all", "completely": "all", "everyone": "all",
    "everybody": "all", "must": "must",
}  # fmt: skip
_NEEDS_LESS = {  # a word of certainty is refused where the cited text has only one of these
    "certain": frozenset(("likely", "probably", "possibly", "possible", "expected", "may", "might", "could", "would", "should", "perhaps", "believed")),
    "prove": frozenset(("claimed", "claims", "suggested", "suggests", "suggest", "alleged", "indicated", "indicate", "said", "says", "suspected")),
    "confirm": frozenset(("claimed", "claims", "suggested", "suggests", "alleged", "said", "says", "suspected", "reportedly", "denied", "believed", "hinted")),
    "always": frozenset(("often", "sometimes", "usually", "frequently", "occasionally", "generally", "rarely", "mostly", "typically")),
    "all": frozenset(("some", "most", "many", "several", "few", "part", "partly", "largely", "mostly", "half", "nearly", "almost")),
    "must": frozenset(("should", "could", "may", "might", "can", "would", "ought")),
}  # fmt: skip


def check_modality(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for being surer than the cited text."""
    ours = hedges(sentence)
    for text in cited:
        for hedge in hedges(text):
            if hedge.level < FACT and (reason := _strengthened(text, hedge, sentence, ours, cited)):
                yield reason
    yield from _foreseen(sentence, ours, cited)
    told = frozenset[str]().union(*(text.lows for text in cited))
    groups = {_SURE[low] for low in told if low in _SURE}
    for token in sentence.tokens:
        sure = _SURE.get(token.low)
        if sure and sure not in groups and (less := sorted(told & _NEEDS_LESS[sure])):
            groups.add(sure)
            yield Reason(ReasonKind.MODALITY, f'says "{token.low}"; the cited text says "{less[0]}"')


def _foreseen(sentence: Reading, ours: Sequence[Hedge], cited: Sequence[Reading]) -> Iterator[Reason]:
    """A "will" of a word that the cited text has not, where that looks ahead to nothing."""
    if any(hedge.level >= LIKELY for text in cited for hedge in hedges(text)):
        return
    for hedge in ours:
        if (
            hedge.low in {"will", "shall", "going"}
            and hedge.head >= 0
            and not any(sentence.units[hedge.head].key in text.stems for text in cited)
        ):
            yield Reason(
                ReasonKind.MODALITY, f'says "{_around(sentence, hedge.at)}"; the cited text does not look ahead'
            )


def _strengthened(
    text: Reading, hedge: Hedge, sentence: Reading, ours: Sequence[Hedge], cited: Sequence[Reading]
) -> Reason | None:
    """Whether the sentence says the word that a hedge holds open as surer than the cited text does."""
    if hedge.low in WORDS and is_cut_out(text, hedge.at, sentence, cited):
        return Reason(ReasonKind.MODALITY, f'leaves out "{hedge.low}"; the cited text says "{_around(text, hedge.at)}"')
    if replaced := _replaced(text, hedge, sentence, ours, cited):
        return replaced
    if hedge.head < 0:
        return None
    allowed = level_of(text, hedge.head)
    key = text.units[hedge.head].key
    for at, unit in enumerate(sentence.units):
        if unit.key != key:
            continue
        said = level_of(sentence, at)
        if said <= allowed:
            continue
        steps = _place(sentence, at, text, hedge.head)
        if (not steps and hedge.low in ADJECTIVES) or (
            allowed == CERTAIN and _is_present(text, hedge.head, sentence, at)
        ):
            continue
        if not any(level_of(other, there) >= said for other, there in _places(sentence, at, cited, steps)):
            return _reason(text, hedge, sentence, at, ours)
    return None


def _is_present(text: Reading, head: int, sentence: Reading, at: int) -> bool:
    """Whether the sentence has in the present what the cited text says will be: "meets in June" for "will meet in June"."""
    low, own = text.tokens[text.units[head].first].low, sentence.tokens[sentence.units[at].first].low
    before = sentence.tokens[sentence.units[at - 1].first].low if at else ""
    return own in {low, f"{low}s", f"{low}es"} and before not in _HAPPENED


def _replaced(
    text: Reading, hedge: Hedge, sentence: Reading, ours: Sequence[Hedge], cited: Sequence[Reading]
) -> Reason | None:
    """A stronger hedge in the very place of this one."""
    for each in ours:
        suits = fit(sentence.units, each.at, text.units, hedge.at)
        if each.level != CERTAIN or hedge.level >= CERTAIN or not suits.both or suits.steps < _SURE_STEPS:
            continue
        if not any(
            steps >= suits.steps
            for steps in (_place(sentence, each.at, other, there) for other, there in _all(each.low, cited))
        ):
            return Reason(
                ReasonKind.MODALITY,
                f'says "{_around(sentence, each.at)}"; the cited text says "{_around(text, hedge.at)}"',
            )
    return _became_fact(text, hedge, sentence, cited)


def _became_fact(text: Reading, hedge: Hedge, sentence: Reading, cited: Sequence[Reading]) -> Reason | None:
    """A "was" or "has been" in the very place of "will be"."""
    if _key(text, hedge.at + 1) != "be":
        return None
    for at in range(len(sentence.units)):
        if sentence.tokens[sentence.units[at].first].low not in _PAST or _is_told(sentence, at, cited):
            continue
        whole = _key(sentence, at) == "have" and _key(sentence, at + 1) == "be"
        ahead = fit(sentence.units, at, text.units, hedge.at).left
        behind = fit(sentence.units, at + whole, text.units, hedge.at + 1).right
        if ahead and behind and ahead + behind >= _SURE_STEPS:
            return Reason(
                ReasonKind.MODALITY, f'says "{_around(sentence, at)}"; the cited text says "{_around(text, hedge.at)}"'
            )
    return None


def _is_told(sentence: Reading, at: int, cited: Sequence[Reading]) -> bool:
    """Whether a cited text has the very word in surroundings like those."""
    low = sentence.tokens[sentence.units[at].first].low
    return any(_place(sentence, at, other, there) >= _SURE_STEPS for other, there in _all(low, cited))


def _key(text: Reading, at: int) -> str:
    return text.units[at].key if at < len(text.units) else ""


def _all(low: str, cited: Sequence[Reading]) -> Iterator[tuple[Reading, int]]:
    return ((text, at) for text in cited for at, unit in enumerate(text.units) if text.tokens[unit.first].low == low)


def _around(text: Reading, at: int) -> str:
    first, last = text.units[max(at - 1, 0)].first, text.units[min(at + 1, len(text.units) - 1)].last
    return text.text[text.tokens[first].start : text.tokens[last].end]


def _place(sentence: Reading, at: int, text: Reading, there: int) -> int:
    return fit(sentence.units, at, text.units, there).steps


def _places(sentence: Reading, at: int, cited: Sequence[Reading], steps: int) -> Iterator[tuple[Reading, int]]:
    """Where the cited text has the word in surroundings at least as like."""
    key = sentence.units[at].key
    for text in cited:
        for there, unit in enumerate(text.units):
            if unit.key == key and _place(sentence, at, text, there) >= steps:
                yield text, there


def _reason(text: Reading, hedge: Hedge, sentence: Reading, at: int, ours: Sequence[Hedge]) -> Reason:
    theirs = text.text[text.tokens[text.units[hedge.at].first].start : text.tokens[text.units[hedge.head].last].end]
    holds = [each for each in ours if each.head == at]
    first = sentence.units[holds[0].at if holds else max(at - 1, 0)].first
    said = sentence.text[sentence.tokens[first].start : sentence.tokens[sentence.units[at].last].end]
    return Reason(ReasonKind.MODALITY, f'says "{said}"; the cited text says "{theirs}"')
