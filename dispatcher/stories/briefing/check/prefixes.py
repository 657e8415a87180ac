"""Prefixes that negate: "illegal" does not become "legal", nor the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.stories.briefing.check.judgement import Reason, ReasonKind
from dispatcher.stories.briefing.check.reading import Reading

_SHORTEST = 3  # letters: words no longer have no prefix
_NEGATES = ("un", "in", "im", "il", "ir", "dis", "non")
_ONLY_LOOKS_SO_WORDS = """
income indeed import important increase inform into inside impress dispute discover disease display invest unit union inflation discount
disorder dismiss disclose discharge disaster dispose unite under until unto incident industry insist instead instance intend intense
invite involve inflict infant inch index indict impose impact imply improve imprison implement disturb discuss district distance
distribute discipline illness iris iron irony nonetheless inmate input insight install instruct invent invasion intent internal uncle
understand unless inhabit influence interest interview international impart invaluable inflame impeach immigrant intake inland invent
inquire inquest
"""
_ONLY_LOOKS_SO = frozenset(_ONLY_LOOKS_SO_WORDS.split())


def check_prefixes(sentence: Reading, cited: Sequence[Reading]) -> Iterator[Reason]:
    """Reasons to refuse a sentence for a word that is the opposite of the cited text's."""
    told = frozenset[str]().union(*(text.lows for text in cited))
    for token in sentence.tokens:
        low = token.low
        if token.mark or token.number or low in told or len(low) <= _SHORTEST or low in _ONLY_LOOKS_SO:
            continue
        opposites = [prefix + low for prefix in _NEGATES] + [
            low[len(prefix) :] for prefix in _NEGATES if low.startswith(prefix)
        ]
        opposite = next((each for each in opposites if each in told and each not in _ONLY_LOOKS_SO), None)
        if opposite is not None:
            yield Reason(ReasonKind.NEGATION, f'says "{token.text}"; the cited text says "{opposite}"')
