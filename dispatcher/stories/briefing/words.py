"""
Text → words: what the stages of the briefing count and compare.

A word is a run of letters and digits with inner apostrophes, hyphens, points or commas ("U.S.", "1,200", "co-op"). Words are compared
without case and possessive, with a plural folded: enough to see that two outlets say the same, in any language with white space.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’.,\-][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_POSSESSIVE = re.compile(r"['’]s$")

# English first, then the commonest of German, French and Spanish.
_STOPWORDS = """
a about above after again against all also am an and any are aren't as at be because been before being below
between both but by can can't could couldn't did didn't do does doesn't doing don't down during each even few
for from further get got had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself
him himself his how i i'd i'll i'm i've if in into is isn't it it's its itself just let's like may me might
more most much must my myself new no nor not now of off on once one only or other our ours out over own per
said same say saying says she she'd she'll she's should shouldn't so some still such than that that's the
their theirs them themselves then there there's these they they'd they'll they're they've this those though
through to told too toward towards two under until up upon us very was wasn't we we'd we'll we're we've were
weren't what when where whether which while who whom whose why will with within without won't would wouldn't
yet you you'd you'll you're you've your yours according added first including last made make many mr mrs ms
percent since three took der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es
an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur
oder aber vor zur bis mehr durch man le la les de du des un une et à au aux en est que qui dans pour pas sur
ne se ce il elle plus par son sa ses avec été ont a el los las del y una lo por con su para se al es más fue
ha que como entre sus sobre este esta
"""
STOPWORDS = frozenset(_STOPWORDS.split())
_FROM_THREE = """
three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
NUMBER_WORDS = {word: number for number, word in enumerate(_FROM_THREE.split(), start=3)}
_SMALL_WORDS = "the of and to for that with was were is are said has have had by on at from it as be"
_OTHER_SMALL_WORDS = """
der die das und den von zu mit des auf ist im dem nicht ein eine als es werden aus er hat dass sie nach wird bei einer sind noch wie einem nur oder
la le les du un une et au aux en est que qui dans pour pas sur ne se ce il elle plus par son sa ses avec el los las del y una lo por con su para al es
como sus esta il lo gli della di che per non sono dei nel o os um uma do da dos das em com na ao het een van niet op te zijn voor och att det som med
"""
SHORT = 40  # words
_OTHERS = frozenset(_OTHER_SMALL_WORDS.split()) - {
    "die",
    "as",
    "plus",
    "per",
    "do",
    "an",
    "on",
    "son",
    "pour",
    "sur",
    "com",
    "no",
    "med",
    "op",
    "lo",
}
_ENGLISH = frozenset(_SMALL_WORDS.split())


def words(text: str) -> list[str]:
    """All words in order, in lower case, as written otherwise."""
    return _WORD.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Possessive off and plural folded, of a word in lower case; numbers lose their thousands separators."""
    if word[0].isdigit():
        return word.replace(",", "") if "," in word else word
    word = _POSSESSIVE.sub("", word)
    if len(word) > 5 and word.endswith("ies"):  # noqa: PLR2004 - "ties" and "dies" keep their form
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "suia'":  # noqa: PLR2004 - "gas", "bus", "was"
        return word[:-1]
    return word


def content(tokens: list[str]) -> frozenset[str]:
    """The stems that carry content: no stopwords, no single letters; numbers stay."""
    return frozenset(stem(token) for token in tokens if token not in STOPWORDS and (len(token) > 1 or token.isdigit()))


def figures(content_words: frozenset[str]) -> frozenset[str]:
    """The numbers among content words."""
    return frozenset(
        word for word in content_words if word in NUMBER_WORDS or (not word.isalpha() and _DIGIT.search(word))
    )


def is_english(tokens: list[str]) -> bool:
    """
    Whether these words are probably English: one in eight is a small word that English needs and others have not.

    A summary of a sentence or two has few of them: it is English where its letters are and no other language's small words outnumber them.
    """
    english = sum(token in _ENGLISH for token in tokens)
    if len(tokens) >= SHORT:
        return english * 8 > len(tokens)
    other = sum(token in _OTHERS for token in tokens)
    return bool(tokens) and english >= other and (other == 0 or english > 1) and all(map(str.isascii, tokens))
