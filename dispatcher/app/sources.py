"""Entry → SourceText: stored entries as the thinking stages see them."""

from __future__ import annotations

from collections.abc import Iterable

from dispatcher.model import Entry, SourceText


def source_of(entry: Entry) -> SourceText:
    """One entry as an account of an event, with the longest text its feed gave."""
    return SourceText(
        id=entry.id,
        title=entry.title,
        text=entry.text,
        outlet=entry.outlet,
        url=entry.link,
        published_at=entry.published_at,
    )


def sources_of(entries: Iterable[Entry]) -> list[SourceText]:
    """The entries of one story."""
    return [source_of(entry) for entry in entries]
