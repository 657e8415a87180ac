"""
Train the model of roles and write its weights: `python -m tests.training.roles [--out FILE] [--kept FOLDER]`.

Needs the shared corpora and `pip install --group train`. Seeded; soft roles of the teachers are kept in FOLDER, so that a run that was
cut short goes on where it was. About two hours on two cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from tests.training.roles import export, student, teacher
from tests.training.roles.corpus import Article, labelled, unlabelled
from tests.training.roles.golden import ARTICLE

ROOT = Path(__file__).parents[3]
TUNED_SEEDS = (0,)
SEED, EPOCHS, SOFTNESS = 0, 12, 0.7


def kept(
    folder: Path, name: str, articles: Sequence[Article], make: Callable[[], list[np.ndarray]]
) -> list[np.ndarray]:
    """What was made before, or is made now and kept: (sentences, 9) for each article."""
    path = folder / f"{name}.npy"
    if not path.exists():
        print(f"{name} …", flush=True)
        np.save(path, np.concatenate(make()))
    ends = np.cumsum([len(each.sentences) for each in articles])
    return np.split(np.load(path), ends[:-1])


def main() -> None:
    """Teach the teachers, teach the student, calibrate, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "dispatcher/stories/briefing/roles.npz")
    options.add_argument("--kept", type=Path, default=ROOT / "build/roles")
    given = options.parse_args()
    given.kept.mkdir(parents=True, exist_ok=True)
    training, _ = labelled()
    others = list(unlabelled())

    def frozen(which: int) -> Callable[[], list[np.ndarray]]:
        return lambda: teacher.told_by_frozen(training, others)[which]

    def tuned(seed: int) -> Callable[[], list[np.ndarray]]:
        return lambda: teacher.told_by_tuned(training, others, seed=seed)

    soft = kept(given.kept, "frozen-training", training, frozen(0))
    told = [
        kept(given.kept, "frozen-others", others, frozen(1)),
        *(kept(given.kept, f"tuned-{seed}", others, tuned(seed)) for seed in TUNED_SEEDS),
    ]
    seen = [_with(student.seen(each), row) for each, row in zip(training, soft, strict=True)]
    seen_others = [_with(student.seen(each), np.mean(rows, axis=0)) for each, *rows in zip(others, *told, strict=True)]
    weights = teacher.class_weights(training)
    net = student.fit(seen, seen_others, weights, seed=SEED, epochs=EPOCHS, softness=SOFTNESS)
    raw = export.exported(net, temperature=1.0)
    given.out.write_bytes(raw)
    golden = student.probabilities(export.rounded(raw), [student.seen(ARTICLE)])[0]
    (ROOT / "tests/data/roles.json").write_text(json.dumps(np.round(golden, 5).tolist()) + "\n", encoding="utf-8")
    print(f"wrote {given.out} ({len(raw):,} bytes); `make bench` measures it")


def _with(seen: student.Seen, soft: np.ndarray) -> student.Seen:
    seen.soft = torch.from_numpy(soft).float()
    return seen


if __name__ == "__main__":
    main()
