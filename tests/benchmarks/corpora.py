"""The public corpora that briefings are measured on; absent on most machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dispatcher.model import Role

SHARED = Path(__file__).parents[3] / "shared" / "data"
LABELS = {
    "Main": Role.MAIN,
    "Main_Consequence": Role.CONSEQUENCE,
    "Cause_Specific": Role.PREVIOUS,
    "Cause_General": Role.CONTEXT,
    "Distant_Historical": Role.HISTORY,
    "Distant_Anecdotal": Role.ANECDOTE,
    "Distant_Evaluation": Role.EVALUATION,
    "Distant_Expectations_Consequences": Role.EXPECTATION,
}


def documents(part: str) -> Iterator[dict[str, Any]]:
    """The articles of `train` or `validation` of NewsDiscourse."""
    for line in (SHARED / "roles" / f"{part}.jsonl").open(encoding="utf-8"):
        yield json.loads(line)


def truth(labels: list[str] | None) -> Role:
    """The role of a sentence by its labels, of which Speech is none."""
    return next((LABELS[label] for label in labels or () if label in LABELS), Role.NONE)
