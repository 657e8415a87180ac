"""Title and text → weighted terms: stemmed words of the title and the lead, and capitalised names, which say most about an event."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

try:
    import Stemmer

    _stem: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
except ImportError:  # the C extension is 130 × faster; without it the same stems come slower
    import snowballstemmer

    _stem = snowballstemmer.stemmer("english").stemWord

LEAD = 1_200  # characters of the text: what happened is told first
TITLE = 2.0
WORD = 1.0
NAME = 2.0  # on top
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\"“”‘]\s+|[\"“‘])$")
_PLACELESS = frozenset(
    "a about after again against all also am an and any are as at back be because been before being between both but by can come "
    "could day days did do does down during each even few first for from get go had has have he her here him his how i if in "
    "into is it its just last like made make many may me might more most much must my new news no not now of off on one only or "
    "other our out over own people per said same say says see she should since so some still such take than that the their them "
    "then there these they this those three through time to today told too two under until up us very video was watch way we "
    "week well were what when where which while who why will with would year years yesterday you your live update updates latest "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december according report reported reports".split()
)


def terms_of(title: str, text: str) -> dict[str, float]:
    """Terms with how often and how prominently they stand there. A name carries a mark, so that Bush is not a bush."""
    terms: dict[str, float] = {}
    _count(title, TITLE, terms, all_capitals=_is_headline_case(title))
    _count(text[:LEAD], WORD, terms, all_capitals=False)
    return {term: min(weight, 6.0) for term, weight in terms.items()}


def _count(text: str, weight: float, terms: dict[str, float], *, all_capitals: bool) -> None:
    for found in _TOKEN.finditer(text):
        word = found.group()
        plain = fold(word.removesuffix("'s").removesuffix("’s"))
        if plain in _PLACELESS or (len(plain) < 2 and plain.isascii()):  # noqa: PLR2004 - single letters say nothing
            continue
        stem = stem_of(plain)
        terms[stem] = terms.get(stem, 0.0) + weight
        if (
            word[0].isupper()
            and not all_capitals
            and not _SENTENCE_START.search(text[max(0, found.start() - 3) : found.start()])
        ):
            terms[f"@{plain}"] = terms.get(f"@{plain}", 0.0) + NAME


def _is_headline_case(title: str) -> bool:
    """Titles In Capitals tell no names from other words."""
    words = [word for word in _TOKEN.findall(title) if word.lower() not in _PLACELESS]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)  # noqa: PLR2004 - most of them


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """The stem of a folded word."""
    return _stem(word)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
