"""
Clusters of our own words in tests/data/clusters: one story each, one account a line as the stage commands take them, and what an editor made of it.

The gold of a cluster marks sentences by the first words of each: those that may be printed in a section, and those that may be printed nowhere. It was
written before the program had read the cluster, and is mended only where it is plainly wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dispatcher.model import Citation, SectionName, SourceText, TextFrom

CLUSTERS = Path(__file__).parents[1] / "data" / "clusters"
NAMES = tuple(sorted(path.stem for path in CLUSTERS.glob("*.jsonl")))


@dataclass(frozen=True, slots=True)
class Mark:
    """One sentence of an account that gold speaks of."""

    article: str | int
    starts: str  # its first words, found once in the account
    at: int  # where they stand in the account's text
    why: str | None = (
        None  # only where it may never be printed: dangling, boilerplate, stale, quotation, opinion, injected, question
    )

    def is_in(self, citation: Citation) -> bool:
        """Whether the span covers this sentence's beginning."""
        return self.article == citation.article and citation.start <= self.at < citation.end


@dataclass(frozen=True, slots=True)
class Gold:
    """What an editor accepts from the accounts of one story."""

    accepted: Mapping[SectionName, tuple[Mark, ...]]
    never: tuple[Mark, ...]
    missing: frozenset[SectionName]  # sections that should be empty
    figures: Mapping[str, tuple[str, ...]]  # what is counted → the values told, newest first
    agenda: tuple[str, ...]  # days still to come, ISO
    quoted: tuple[str, ...]  # names

    def accepts(self, name: SectionName, citation: Citation) -> bool:
        """Whether an editor would print the cited sentence in this section."""
        return any(mark.is_in(citation) for mark in self.accepted[name])

    def forbidden(self, citation: Citation) -> list[Mark]:
        """The sentences of this span that may be printed nowhere."""
        return [mark for mark in self.never if mark.is_in(citation)]


def cluster(name: str) -> list[SourceText]:
    """The accounts of one story."""
    lines = (CLUSTERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_source(json.loads(line)) for line in lines]


def gold(name: str) -> Gold:
    """What an editor accepts from the accounts of one story."""
    told = {source.id: source.text for source in cluster(name)}
    data = json.loads((CLUSTERS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return Gold(
        accepted={section: _marks(data[section.value], told) for section in SectionName},
        never=_marks(data["never"], told),
        missing=frozenset(map(SectionName, data["missing"])),
        figures={row["what"]: tuple(row["values"]) for row in data["figures"]},
        agenda=tuple(data["agenda"]),
        quoted=tuple(data["quoted"]),
    )


def _marks(rows: Sequence[Mapping[str, Any]], told: Mapping[str | int, str]) -> tuple[Mark, ...]:
    return tuple(Mark(at=told[row["article"]].index(row["starts"]), **row) for row in rows)


def _source(row: dict[str, Any]) -> SourceText:
    published, text_from = row.pop("published"), row.pop("text_from", None)
    return SourceText(
        **row,
        published_at=datetime.fromisoformat(published) if published else None,
        text_from=TextFrom(text_from) if text_from else None,
    )
