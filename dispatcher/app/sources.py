"""Entry → SourceText: stored entries as the thinking stages see them, with the best text there is of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatcher.model import Article, Entry, SourceText, TextFrom


def source_of(entry: Entry, article: Article | None = None) -> SourceText:
    """One entry as an account of an event: its article when it was read, else the feed's own text, else its summary."""
    text, text_from = _text(entry, article)
    return SourceText(
        id=entry.id,
        title=entry.title,
        text=text,
        outlet=entry.outlet,
        url=entry.link,
        published_at=entry.published_at,
        text_from=text_from,
        country=entry.country,
    )


def sources_of(entries: Iterable[Entry], articles: Mapping[int, Article] | None = None) -> list[SourceText]:
    """The entries of one story; `articles` by entry."""
    known = articles or {}
    return [source_of(entry, known.get(entry.id)) for entry in entries]


def _text(entry: Entry, article: Article | None) -> tuple[str, TextFrom | None]:
    if article is not None and article.text and article.link == entry.link:
        return article.text, TextFrom.ARTICLE
    if not entry.text:
        return "", None
    return entry.text, TextFrom.FEED if entry.text == entry.content else TextFrom.TEASER
