"""The small net → the bytes that ship: matrices as int8 with a scale for each column, and probabilities for the golden test."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import torch

from tests.training.roles.student import FEATURES, Student

NAMES = {
    "pre.weight": "pre.weight",
    "pre.bias": "pre.bias",
    "hidden.weight": "hidden.weight",
    "hidden.bias": "hidden.bias",
    "out.weight": "out.weight",
    "out.bias": "out.bias",
    **{
        f"around.{kind}_{part}_l0{suffix}": f"{way}.{role}.{kind}"
        for kind in ("weight", "bias")
        for part, role in (("ih", "input"), ("hh", "state"))
        for suffix, way in (("", "forward"), ("_reverse", "backward"))
    },
}


def exported(net: Student, *, temperature: float) -> bytes:
    """A zip of numpy arrays, as `Network.load` reads it; the temperature that calibrates goes into the last layer."""
    state = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    arrays: dict[str, np.ndarray] = {"features": np.frombuffer(json.dumps(FEATURES).encode(), dtype=np.uint8)}
    for theirs, ours in (("words.weight", "words"), ("characters.weight", "characters"), *NAMES.items()):
        value = state[theirs] / (temperature if ours.startswith("out.") else 1)
        if value.ndim == 1:
            arrays[ours] = value.astype(np.float32)
            continue
        scale = np.maximum(np.abs(value).max(axis=0), 1e-8) / 127
        arrays[ours] = np.round(value / scale).astype(np.int8)
        arrays[f"{ours}.scale"] = scale.astype(np.float32)
    written = BytesIO()
    np.savez_compressed(written, **arrays)
    return written.getvalue()


def rounded(raw: bytes) -> Student:
    """The net with the weights that ship, for the golden test: PyTorch's arithmetic on the very bytes."""
    with np.load(BytesIO(raw)) as arrays:
        state = {
            theirs: arrays[ours].astype(np.float32) * arrays[f"{ours}.scale"]
            if f"{ours}.scale" in arrays
            else arrays[ours]
            for theirs, ours in (("words.weight", "words"), ("characters.weight", "characters"), *NAMES.items())
        }
    other = Student()
    other.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()})
    return other.eval()
