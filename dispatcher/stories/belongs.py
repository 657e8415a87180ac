"""Matches of entries → topics of a story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

ENOUGH = 3  # a third of the entries


def topics_of(lead_topics: Collection[str], per_entry: Sequence[Collection[str]]) -> list[str]:
    """A story is in a topic when its lead entry or a third of its entries match. Sorted."""
    counts = Counter(topic for topics in per_entry for topic in set(topics))
    return sorted({*lead_topics, *(topic for topic, number in counts.items() if number * ENOUGH >= len(per_entry))})
