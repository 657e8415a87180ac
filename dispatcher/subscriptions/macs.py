"""
Secret × text → MAC: HMAC-SHA256 (RFC 2104), as `hmac.digest` gives it, at a third of its price.

A message needs four, all of one secret: what a key costs is paid once, and each MAC goes on from there.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

_BLOCK = hashlib.sha256().block_size
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))  # RFC 2104 §2


def mac(secret: bytes, text: bytes) -> bytes:
    """The 32 octets."""
    inner, outer = _begun(secret)
    within, around = inner.copy(), outer.copy()  # what was begun is never added to: threads share it
    within.update(text)
    around.update(within.digest())
    return around.digest()


@lru_cache(maxsize=8)
def _begun(secret: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """Both hashes as they are when they have taken in the key."""
    key = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    return hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))
