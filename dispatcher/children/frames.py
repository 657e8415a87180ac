"""
What goes through the pipes between the dispatcher and a child: frames of JSON and raw bytes.

JSON and not pickle, because what comes back was made from what strangers wrote.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

MOST_BYTES: Final = 256 * 1024 * 1024  # of one frame's payload; more is no answer of ours
_LENGTHS = struct.Struct("!II")  # of the JSON, of the bytes behind it


def write_frame(stream: BinaryIO, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one frame and flush. Raises OSError when the other side is gone."""
    text = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame; None when the other side is gone, in the middle of one too."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    text_length, body_length = _LENGTHS.unpack(lengths)
    if text_length + body_length > MOST_BYTES:
        return None
    text, body = stream.read(text_length), stream.read(body_length)
    if len(text) < text_length or len(body) < body_length:
        return None
    return json.loads(text.decode("utf-8", "surrogatepass")), body
