"""
Extracted text × what the feed said → why it is not the entry's article, if so.

Pure. What is served in an article's place (a request to consent, a login, a list of headlines, the first lines and an offer) is
well-formed prose; what gives it away is that it is short, or speaks of something else.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LEAST_TEXT: Final = 140  # code points; fewer are a caption or a notice
LEAST_OF_FEED: Final = 0.5  # of the length of the feed's own text
LEAST_OF_TITLE: Final = 0.25  # of the title's words; outlets word a headline freely, but not that freely
LEAST_WORD: Final = 4  # letters; shorter words stand in any text
STEM: Final = 5  # letters that two forms of a word share
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]{2,}")


def why_unfit(text: str, *, title: str, feed_text: str) -> str | None:
    """A sentence for the operator, or None when the text is fit to be the article of an entry with this title."""
    if not text:
        return "no article was found in it"
    if len(text) < LEAST_TEXT and len(text) <= len(feed_text):
        return f"hardly any text was found in it ({len(text)} characters)"
    if len(text) < LEAST_OF_FEED * len(feed_text):
        return f"it is much shorter ({len(text):,} characters) than the feed's own text ({len(feed_text):,})"
    wanted = _marks(title)
    if len(wanted & _marks(text)) < LEAST_OF_TITLE * len(wanted):
        return "its text does not speak of what the entry's title says (a login or a request to consent?)"
    return None


def _marks(title: str) -> set[str]:
    """What to look for: the beginnings of the longer words, and in scripts without spaces any two characters together."""
    folded = _folded(title)
    marks = {word[:STEM] for word in _WORD.findall(_UNSPACED.sub(" ", folded)) if len(word) >= LEAST_WORD}
    for run in _UNSPACED.findall(folded):
        marks.update(run[at : at + 2] for at in range(len(run) - 1))
    return marks


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
