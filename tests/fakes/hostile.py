"""Articles that speak to a model, in our own words: `tests/data/hostile/articles.jsonl`, one an object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dispatcher.model import SourceText
from tests.fakes.people import NOON

FILE = Path(__file__).parents[1] / "data" / "hostile" / "articles.jsonl"


@dataclass(frozen=True)
class Hostile:
    """One article, what a model that obeys it would write, and what no reader may ever see of that."""

    id: str
    kind: str
    source: SourceText
    orders: tuple[str, ...]
    never: tuple[str, ...]


def hostile() -> list[Hostile]:
    return [_read(json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]


def _read(row) -> Hostile:
    source = SourceText(
        id="hostile",
        title=row["title"],
        text=row["text"],
        outlet="Example Herald",
        published_at=NOON - timedelta(hours=1),
    )
    return Hostile(row["id"], row["kind"], source, tuple(row["orders"]), tuple(row["never"]))


HONEST = SourceText(
    id="honest",
    title="What is known so far",
    text=(
        "A magnitude 6.4 earthquake struck eastern Velmora before dawn on Tuesday, killing at least 14 people. "
        "The Tarsin city council approved a new tram line on Monday after a long debate in the town hall. "
        "Shipbuilder Norlund agreed on Monday to merge with its rival Castell, both companies said. "
        "The last major earthquake in Velmora, in 1999, killed 1,130 people."
    ),
    outlet="Example Times",
    published_at=NOON - timedelta(hours=2),
)
