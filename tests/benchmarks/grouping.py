"""How well entries are grouped into stories: B-cubed F1 on two public corpora, with full text and with headlines only; CPU per entry."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dispatcher.model import SourceText
from dispatcher.stories import group

SHARED = Path(__file__).parents[3] / "shared" / "data" / "clusters"
BARS = {"giveme5w1h text": 0.90, "giveme5w1h headlines": 0.75, "ecbplus text": 0.85}


def b_cubed(truth: list[object], labels: list[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin, 1998)."""
    by_truth: dict[object, set[int]] = defaultdict(set)
    by_label: dict[int, set[int]] = defaultdict(set)
    for at, (event, label) in enumerate(zip(truth, labels, strict=True)):
        by_truth[event].add(at)
        by_label[label].add(at)
    pairs = [(by_truth[event], by_label[label]) for event, label in zip(truth, labels, strict=True)]
    precision = sum(len(a & b) / len(b) for a, b in pairs) / len(pairs)
    recall = sum(len(a & b) / len(a) for a, b in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def corpus(name: str) -> tuple[list[SourceText], list[object]]:
    """The documents of a corpus and the event of each."""
    sources, truth = [], []
    for at, line in enumerate((SHARED / name).open(encoding="utf-8")):
        document = json.loads(line)
        date = document.get("date")
        sources.append(
            SourceText(
                id=at,
                title=document.get("title") or "",
                text=document.get("text") or "",
                outlet=document.get("outlet"),
                url=document.get("url"),
                published_at=_moment(date),
            )
        )
        truth.append(document["event"])
    return sources, truth


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)


def main() -> bool:
    """Print the table; True when a bar is missed."""
    if not SHARED.exists():
        print("skipped: the corpora are absent")
        return False
    missed = False
    for name, file, headlines in (
        ("giveme5w1h text", "giveme5w1h-newscluster.jsonl", False),
        ("giveme5w1h headlines", "giveme5w1h-newscluster.jsonl", True),
        ("ecbplus text", "ecbplus.jsonl", False),
    ):
        sources, truth = corpus(file)
        if headlines:
            sources = [replace(source, text="") for source in sources]
        begun = time.process_time()
        precision, recall, f1 = b_cubed(truth, group(sources))
        each = (time.process_time() - begun) / len(sources) * 1000
        verdict = "ok" if f1 >= BARS[name] else "MISSED"
        missed |= verdict == "MISSED"
        print(
            f"{name:22} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  (at least {BARS[name]:.2f}: {verdict})"
            f"  {each:.2f} ms CPU an entry"
        )
    return missed
