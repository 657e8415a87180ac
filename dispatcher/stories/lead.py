"""Story → headline: the entry whose title says best what the others say too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from dispatcher.model import SourceText
from dispatcher.stories.terms import terms_of

_NEVER = datetime.max.replace(tzinfo=UTC)
_WEAK = re.compile(
    r"\?|^(live|watch|video|opinion|analysis|explained|in pictures|photos|how|why|what|here'?s|this is)\b|live (updates|blog)",
    re.IGNORECASE,
)


def lead(sources: Sequence[SourceText]) -> str | int:
    """
    The id of the entry whose title is the story's headline: near what all say, no question, no live blog; of equals the earliest.

    Raises ValueError when there are no entries.
    """
    if not sources:
        raise ValueError("a story has at least one entry")
    titles = {source.id: set(terms_of(source.title, "")) for source in sources}
    whole = [set(terms_of(source.title, source.text)) for source in sources]
    return min(sources, key=lambda source: _key(source, titles[source.id], whole)).id


def _key(source: SourceText, title: set[str], whole: Sequence[set[str]]) -> tuple[bool, bool, float, datetime, str]:
    shared = sum(len(title & terms) for terms in whole) / (len(title) * len(whole)) if title else 0.0
    return (
        not source.title,
        bool(_WEAK.search(source.title)),
        -round(shared, 1),
        source.published_at or _NEVER,
        str(source.id),
    )
