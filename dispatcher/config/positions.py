"""Where a key stands in a TOML text: `tomllib` reads values but forgets their lines."""

from __future__ import annotations

import re
from collections import Counter

Path = tuple[str | int, ...]

_ARRAY = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_.-]+)\s*\]\]")
_TABLE = re.compile(r"^\s*\[\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))(?:\.[A-Za-z0-9_-]+)*\s*=""")


def positions(text: str) -> dict[Path, int]:
    """
    The line (from 1) of every table and key: `("smtp", "port")`, `("feed", 0, "url")`.

    Good enough to point at: a line inside a multi-line string that looks like a key may be taken for one.
    """
    found: dict[Path, int] = {}
    counts: Counter[str] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if array := _ARRAY.match(line):
            found.setdefault((array[1],), number)
            table = (array[1], counts[array[1]])
            counts[array[1]] += 1
            found.setdefault(table, number)
        elif plain := _TABLE.match(line):
            table = tuple(plain[1].split("."))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1] or key[2] or key[3]), number)
    return found


def line_of(path: Path, found: dict[Path, int]) -> int | None:
    """The line of `path`, or of the nearest table around it; None when nothing of it is in the file."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None
