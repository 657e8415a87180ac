"""Word → stem: snowball English, compiled (PyStemmer) where it can be had, in Python where not."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache


def _stemmer() -> Callable[[str], str]:
    try:
        import Stemmer
    except ImportError:
        import snowballstemmer

        slow: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
        return slow
    fast: Callable[[str], str] = Stemmer.Stemmer("english").stemWord
    return fast


_stem = _stemmer()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a normalised word: `missiles` → `missil`. Words of other languages mostly stay as they are."""
    return _stem(word)
