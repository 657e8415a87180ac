"""Story → headline: the title that says best what all accounts say, and says it plainly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from math import sqrt

from dispatcher.model import SourceText
from dispatcher.stories.account import account_of
from dispatcher.stories.words import told

_COY = re.compile(
    # Questions, live pages, invitations to look, columns: they name the event less plainly than a report does.
    r"""\? | \blive\s+(?:updates?|blog|news|stream)\b | \b(?:quiz|podcast|live\s?stream)\b | \bas\ it\ happened\b
    | ^['"‘“(\[]?(?:live|watch|video|opinion|analysis|explained|explainer|in\ pictures|photos?|gallery|listen|review|breaking)\b
    | ^(?:how|why|what|when|where|who|here['’]?s|this\ is|these\ are|meet|see|the\ \d+|\d+\ (?:things|ways|reasons))\b
    | ^[^:|]{1,40}\s\|\s | \b(?:you\ need\ to\ know|what\ we\ know|things\ to\ know)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COY_COUNTS = 0.6
_NEARLY_EQUAL = 0.9  # of the best
_NEVER = datetime.max.replace(tzinfo=UTC)
_LONGEST = 60  # words of a title that are looked at


def lead(sources: Sequence[SourceText]) -> str | int:
    """
    The id of the source whose title is the story's headline: central, plain, and of near equals the earliest.

    The order of the sources never matters. Raises ValueError when there are none.
    """
    if not sources:
        raise ValueError("a story has at least one entry")
    centre: Counter[str] = Counter()
    for source in sources:
        centre.update(account_of(source).words)
    scores = [_centrality(source.title, centre) for source in sources]
    best = max(scores)
    near = [source for source, score in zip(sources, scores, strict=True) if score >= _NEARLY_EQUAL * best]
    return min(near, key=_by_time).id


def _centrality(title: str, centre: Counter[str]) -> float:
    stems = {word.stem for word in told(title, most=_LONGEST)}
    if not stems:
        return 0.0
    return sum(centre[stem] for stem in stems) / sqrt(len(stems)) * (_COY_COUNTS if _COY.search(title) else 1.0)


def _by_time(source: SourceText) -> tuple[bool, datetime, str]:
    at = source.published_at or _NEVER
    return (not source.title.strip(), at if at.tzinfo else at.replace(tzinfo=UTC), str(source.id))
