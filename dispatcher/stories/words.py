"""
Text → words as grouping counts them: stems without case and accents of English endings; scripts without spaces in pairs of characters.

Words that every account uses (articles, "said", names of days) carry nothing and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

_SOLID = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_WORD = re.compile(rf"[{_SOLID}]+|[^\W_{_SOLID}]+(?:['’.][^\W_{_SOLID}]+)*")
_IS_SOLID = re.compile(f"[{_SOLID}]")
_BEGINS = '.?!:"“”‘…|–—-('  # a capital after one of these says nothing

_CARRY_NOTHING = frozenset(
    """
    a about above after again against all also am an and any are aren't as at be because been before being below between both
    but by can can't could couldn't did didn't do does doesn't doing don't down during each even few for from further get got
    had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how i i'd i'll i'm i've
    if in into is isn't it it's its itself just let's like may me might more most much must my myself new no nor not now of off
    on once one only or other our ours out over own per said same say saying says she she'd she'll she's should shouldn't so
    some still such than that that's the their theirs them themselves then there there's these they they'd they'll they're
    they've this those though through to told too toward towards two under until up upon us very was wasn't we we'd we'll
    we're we've were weren't what when where whether which while who whom whose why will with within without won't would
    wouldn't yet you you'd you'll you're you've your yours
    according added first including last live made make many mr mrs ms news percent report reported reports since three took
    update updates video watch
    der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird
    bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man
    la le les de du des un une et à au aux en est que qui dans pour pas sur ne se ce il elle plus par son sa ses avec été ont
    el los las del y una lo por con su para al es más fue ha como entre sus sobre este esta
    """.split()  # noqa: SIM905 - as a list, every word would stand on its own line
)
_DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    january february march april may june july august september october november december
    """.split()  # noqa: SIM905 - as a list, every word would stand on its own line
)


class Told(NamedTuple):
    """A word in its place."""

    stem: str
    capital: bool  # begins with a capital although no sentence begins there


def told(text: str, *, most: int) -> Iterator[Told]:
    """The words of the first `most` that carry something, in order."""
    for number, found in enumerate(_WORD.finditer(text)):
        if number == most:
            return
        word = found[0]
        if _IS_SOLID.match(word):
            for at in range(max(1, len(word) - 1)):
                yield Told(word[at : at + 2], capital=False)
        elif known := stem(word):
            capital = word[0].isupper() and known not in DAYS and not _begins(text, found.start())
            yield Told(known, capital=capital)


def in_title_case(title: str) -> bool:
    """Whether capitals in a headline say nothing, because nearly all its words have them."""
    words = [word for word in _WORD.findall(title)[1:] if len(word) > 3 and word.lower() not in _CARRY_NOTHING]  # noqa: PLR2004 - "with", "from" stay small in title case
    return not any(word[0].islower() for word in words)


def _begins(text: str, at: int) -> bool:
    before = text[:at][-3:].rstrip()
    return not before or before[-1] in _BEGINS


def _stemmer() -> Callable[[str], str]:
    try:
        import Stemmer
    except ImportError:
        import snowballstemmer

        slow: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
        return slow
    fast: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
    return fast


_snowball = _stemmer()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word's stem; "" for one that carries nothing."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    if plain in _CARRY_NOTHING or (len(plain) == 1 and not plain.isdigit()):
        return ""
    if not plain:  # nothing but an "'s"
        return ""
    if plain[0].isdigit():
        return plain
    return _snowball(plain.replace("'", "").replace(".", ""))


DAYS = frozenset(map(_snowball, _DAYS))
"""Stems of days and months: capitalised, and no names."""
