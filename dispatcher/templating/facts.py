"""
Facts of a briefing → what templates see of them: figures on which outlets differ, and dates to come.

Facts are the writer's JSON, stored long ago perhaps: whatever has not the expected shape is left out, never shown half.
    "figures": [{"what": "injured", "values": [{"value": "5", "article": 7}, {"value": "50", "article": 9}]}]
    "agenda":  [{"date": "2026-12-01", "text": "The court hears the case.", "article": 7}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dispatcher.templating.contexts import FactView, SourceView
from dispatcher.templating.plain import plain, shortened
from dispatcher.templating.wording import Wording

MOST = 4  # of each kind; facts stand beside the briefing, they are not the briefing
MOST_TEXT = 160  # characters


def figures(facts: Mapping[str, Any], sources: Mapping[int, SourceView]) -> tuple[FactView, ...]:
    """Figures on which outlets differ: "5 (Example Times), 50 (Example Post)"."""
    views = []
    for row in _rows(facts, "figures"):
        said = [(_text(value, "value"), _source(value, sources)) for value in _rows(row, "values")]
        told = [(value, source) for value, source in said if value and source]
        if len({value for value, _ in told}) > 1:
            views.append(
                FactView(
                    label=_text(row, "what"),
                    text=", ".join(f"{value} ({source.outlet})" for value, source in told),
                    sources=tuple(dict.fromkeys(source for _, source in told)),
                )
            )
    return tuple(views[:MOST])


def agenda(facts: Mapping[str, Any], sources: Mapping[int, SourceView], words: Wording) -> tuple[FactView, ...]:
    """Dates to come, with what is said to happen then."""
    views = []
    for row in _rows(facts, "agenda"):
        day, text, source = _day(row), _text(row, "text"), _source(row, sources)
        if day and text:
            views.append(FactView(label=words.say_date(day), text=text, sources=(source,) if source else ()))
    return tuple(views[:MOST])


def _rows(data: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    rows = data.get(key)
    if isinstance(rows, list | tuple):
        yield from (row for row in rows if isinstance(row, Mapping))


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return shortened(plain(str(value)), MOST_TEXT) if isinstance(value, str | int | float) else ""


def _day(row: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(row.get("date"))[:10])
    except ValueError:
        return None


def _source(row: Mapping[str, Any], sources: Mapping[int, SourceView]) -> SourceView | None:
    article = row.get("article")
    return sources.get(article) if isinstance(article, int) else None
