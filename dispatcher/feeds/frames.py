"""
What goes through the pipes between the dispatcher and a parser child: frames of JSON and raw bytes.

JSON and not pickle, because what comes back was made from hostile bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO, Final

from dispatcher.feeds.parsed import ParsedFeed
from dispatcher.model import ParsedEntry

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


def feed_to_json(feed: ParsedFeed) -> dict[str, Any]:
    """A parsed feed as JSON; moments as ISO 8601."""
    return {"title": feed.title, "entries": [entry_to_json(entry) for entry in feed.entries]}


def entry_to_json(entry: ParsedEntry) -> dict[str, Any]:
    """One entry as JSON, its fields under their own names."""
    moment = entry.published_at
    return asdict(entry) | {"published_at": moment.isoformat() if moment else None}


def feed_from_json(data: Mapping[str, Any]) -> ParsedFeed:
    """Read what `feed_to_json` wrote."""
    return ParsedFeed(title=data["title"], entries=tuple(map(_entry, data["entries"])))


def _entry(data: dict[str, Any]) -> ParsedEntry:
    moment = data["published_at"]
    return ParsedEntry(**{**data, "published_at": datetime.fromisoformat(moment) if moment else None})
