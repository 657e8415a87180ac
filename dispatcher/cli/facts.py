"""Facts of a briefing → lines for the terminal. Facts stored by an older version lack keys: what is not there is not told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def told(facts: Mapping[str, Any]) -> list[str]:
    """The lines of `dispatcher story show`, each kind under its heading, kinds without rows left out."""
    parts = {
        "FIGURES": _figures(facts),
        "AGENDA": _agenda(facts),
        "QUOTED": (
            f"{row['name']}, {row['as']}" if row.get("as") else str(row["name"]) for row in facts.get("quoted", ())
        ),
        "COVERAGE": _coverage(facts),
        "TIMELINE": (f"{_moment(row['at'])}  {row['text']}" for row in facts.get("timeline", ())),
    }
    lines: list[str] = []
    for heading, rows in parts.items():
        if found := list(rows):
            lines += ["", heading, *(f"  {_plain(row)}" for row in found)]
    return lines


def _figures(facts: Mapping[str, Any]) -> Iterator[str]:
    for row in facts.get("figures", ()):
        yield f"{row['what']}: {'; '.join(map(_value, row['values']))}"


def _value(value: Mapping[str, Any]) -> str:
    told_by = ", ".join(filter(None, (value.get("outlet"), _moment(value.get("at")))))
    return f"{value['value']} ({told_by})" if told_by else str(value["value"])


def _agenda(facts: Mapping[str, Any]) -> Iterator[str]:
    for row in facts.get("agenda", ()):
        yield f"{' '.join(filter(None, (row['date'], row.get('time'), row.get('zone'))))}  {row['text']}"


def _coverage(facts: Mapping[str, Any]) -> Iterator[str]:
    for row in facts.get("covered", ()):
        outlet = row["outlet"] or f"source {row['article']}"
        country = f" ({row['country']})" if row["country"] else ""
        yield ", ".join(filter(None, (f"{outlet}{country}", _moment(row["at"]), row["text_from"])))


def _moment(at: str | None) -> str:
    """To the minute; the zone is UTC where nothing else is told."""
    return (at or "")[:16].replace("T", " ")


def _plain(text: str) -> str:
    """Without what steers a terminal."""
    return "".join(char for char in text if char.isprintable())
