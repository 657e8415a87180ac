"""Clusters of our own words in tests/data/clusters: one story each, two to four short accounts, one a line as the stage commands take them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from dispatcher.model import SourceText

CLUSTERS = Path(__file__).parents[1] / "data" / "clusters"


def cluster(name: str) -> list[SourceText]:
    """The accounts of one story."""
    lines = (CLUSTERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_source(json.loads(line)) for line in lines]


def _source(row: dict[str, str | int | None]) -> SourceText:
    published = row.pop("published")
    return SourceText(**row, published_at=datetime.fromisoformat(published) if published else None)  # type: ignore[arg-type] # as written
