"""
Hashed n-grams and features of one article → probabilities of the nine roles, by the learned model that ships with the package.

A small recurrent net in numpy, its weights in bytes: a sentence is the sum of its n-grams' vectors beside its features and its agreement
with the headline; a gated recurrent layer (GRU) in both directions lets each sentence know its neighbours and its place. Trained by
`python -m tests.training.roles`, described in docs/explain/roles.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt

from dispatcher.stories.briefing.features import Seen
from dispatcher.stories.briefing.grams import Grams, character_grams, word_grams

ROWS = 8
Floats = npt.NDArray[np.float32]
Weights = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights: the two tables of n-gram vectors stay bytes, with a scale for each column."""

    words: npt.NDArray[np.int8]
    characters: npt.NDArray[np.int8]
    rest: Weights
    features: Mapping[str, int]  # column of each named feature

    @classmethod
    def load(cls, raw: bytes) -> Network:
        """Read what training wrote: a zip of numpy arrays, matrices as bytes with scales, all else as floats."""
        with np.load(BytesIO(raw), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        tables = {"words", "characters"}
        rest = {
            name: (array.astype(np.float32) * arrays[f"{name}.scale"] if array.dtype == np.int8 else array)
            for name, array in arrays.items()
            if name not in tables
            and name != "features"
            and (name.split(".")[0] in tables or not name.endswith(".scale"))
        }
        names = json.loads(arrays["features"].tobytes())
        return cls(arrays["words"], arrays["characters"], rest, {name: at for at, name in enumerate(names)})

    def probabilities(self, headline: str, sentences: Sequence[str], seen: Sequence[Seen]) -> Floats:
        """Shape (sentences, 9), in the order of `weights.ROLES`; every row sums to 1."""
        told = [headline, *sentences]
        vectors = np.concatenate(
            [
                _summed(self.words, self.rest["words.scale"], word_grams(told)),
                _summed(self.characters, self.rest["characters.scale"], character_grams(told)),
            ],
            axis=1,
        )
        given = np.concatenate([vectors, vectors * vectors[:1], self._features(seen)], axis=1)
        own = np.maximum(self._dense("pre", given), 0)
        around = np.concatenate([self._pass(own, "forward"), self._pass(own[::-1], "backward")[::-1]], axis=1)
        hidden = np.maximum(self._dense("hidden", np.concatenate([around, own], axis=1)[1:]), 0)
        return _softmax(self._dense("out", hidden))

    def _features(self, seen: Sequence[Seen]) -> Floats:
        """One row for the headline, which has no features but its place, and one for each sentence."""
        count = len(seen) + 1
        rows = np.zeros((count, len(self.features)), np.float32)
        for at, each in enumerate(seen, start=1):
            rows[at, [self.features[name] for name in each.features if name in self.features]] = 1
        return np.concatenate([rows, places(count)], axis=1)

    def _dense(self, name: str, given: Floats) -> Floats:
        weight, bias = self.rest[f"{name}.weight"].T, self.rest[f"{name}.bias"]
        # a few rows at a time: on more, OpenBLAS wakes threads that spin four times longer than the product takes
        return np.concatenate([given[at : at + ROWS] @ weight + bias for at in range(0, len(given), ROWS)])

    def _pass(self, given: Floats, way: str) -> Floats:
        """One direction of the recurrent layer, as PyTorch defines it: reset, update, new."""
        inward = self._dense(f"{way}.input", given)
        weight, bias = self.rest[f"{way}.state.weight"].T, self.rest[f"{way}.state.bias"]
        size = weight.shape[0]
        state = np.zeros(size, np.float32)
        states = np.empty((len(given), size), np.float32)
        for at, row in enumerate(inward):
            outward = state @ weight + bias
            gates = 1 / (1 + np.exp(-np.clip(row[: 2 * size] + outward[: 2 * size], -30, 30)))
            new = np.tanh(row[2 * size :] + gates[:size] * outward[2 * size :])
            state = new + gates[size:] * (state - new)
            states[at] = state
        return states


def places(count: int) -> Floats:
    """Where each of `count` rows stands, the headline first: the first four, depth, the last, and how long the article is."""
    at = np.arange(count, dtype=np.float32)
    told: Floats = np.stack(
        [
            *(at == first for first in range(4)),
            np.log1p(at) / 4,
            at / count,
            at == count - 1,
            np.full(count, np.log(count) / 4),
        ],
        axis=1,
    ).astype(np.float32)
    return told


def _summed(table: npt.NDArray[np.int8], scale: Floats, grams: Grams) -> Floats:
    lengths = np.sqrt(np.diff(grams.starts, append=len(grams.ids))).astype(np.float32)
    summed: Floats = np.add.reduceat(table[grams.ids], grams.starts, axis=0, dtype=np.int32).astype(np.float32)
    return summed * scale / lengths[:, None]


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    whole: Floats = powers / powers.sum(axis=1, keepdims=True)
    return whole
