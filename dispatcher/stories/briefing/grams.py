"""
Sentences → hashed n-grams: word 1–2-grams and character 3–5-grams as bucket numbers, for the learned model of roles.

Training and run time both count with this very code; another hash, another fold of digits or another cap would need new weights.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

WORD_BUCKETS = 12_288
CHARACTER_BUCKETS = 12_288
LONGEST = 400  # code points of a sentence that are looked at

_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_SIZES = (3, 4, 5)
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", **dict.fromkeys("123456789", "0")})
_PRIME = np.uint32(16_777_619)
_MIX = np.uint32(0x9E3779B1)

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grams:
    """Bucket numbers of all sentences in one row, and where each sentence begins in it; every sentence has at least one."""

    ids: Ids
    starts: Ids


def word_grams(sentences: Sequence[str]) -> Grams:
    """Words and pairs of neighbouring words."""
    hashed: list[int] = []
    lengths = []
    for sentence in sentences:
        of_sentence = [_hash(word) for word in _WORD.findall(_folded(sentence))]
        hashed += (_EDGE, *of_sentence, _EDGE)
        lengths.append(len(of_sentence) + 2)
    row = np.array(hashed, dtype=np.uint32)
    owner = np.repeat(np.arange(len(sentences)), lengths)
    pairs = _mixed(row[:-1] * _PRIME + row[1:]) if len(row) else row
    same = owner[:-1] == owner[1:]
    return _sorted(
        np.concatenate([_mixed(row), pairs[same]]),
        np.concatenate([owner, owner[:-1][same]]),
        len(sentences),
        WORD_BUCKETS,
    )


def character_grams(sentences: Sequence[str]) -> Grams:
    """Runs of three, four and five characters, across words, with a blank at either end."""
    folded = [f" {_folded(sentence)} " for sentence in sentences]
    row = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(folded)), [len(each) for each in folded])
    hashes, owners = [np.zeros(len(folded), np.uint32)], [np.arange(len(folded))]
    for size in _SIZES:
        if len(row) < size:
            continue
        hashed = np.full(len(row) - size + 1, size, np.uint32)
        for at in range(size):
            hashed = hashed * _PRIME + row[at : len(row) - size + 1 + at]
        same = owner[: len(row) - size + 1] == owner[size - 1 :]
        hashes.append(_mixed(hashed[same]))
        owners.append(owner[: len(row) - size + 1][same])
    return _sorted(np.concatenate(hashes), np.concatenate(owners), len(folded), CHARACTER_BUCKETS)


def _sorted(hashed: npt.NDArray[np.uint32], owner: Ids, count: int, buckets: int) -> Grams:
    order = np.argsort(owner, kind="stable")
    return Grams((hashed[order] % np.uint32(buckets)).astype(np.int64), np.searchsorted(owner[order], np.arange(count)))


def _mixed(hashed: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    hashed = (hashed ^ (hashed >> np.uint32(15))) * _MIX
    return hashed ^ (hashed >> np.uint32(13))


def _folded(sentence: str) -> str:
    return sentence[:LONGEST].translate(_FOLD).lower()


@lru_cache(maxsize=65_536)
def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


_EDGE = crc32(b"\n")
