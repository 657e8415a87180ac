"""
What extraction finds: the words of real articles, beside trafilatura called bare; one run, token F1, the mean over documents.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.benchmarks.corpora import SHARED

DATA = SHARED / "articles"
BAR = 0.94
MOST_UNDER_BARE = 0.01


def documents() -> Iterator[tuple[bytes, str]]:
    """Each document's HTML as served, and the article that people found in it."""
    for name, known in sorted(json.loads((DATA / "ground-truth.json").read_text(encoding="utf-8")).items()):
        yield gzip.decompress((DATA / "html" / f"{name}.html.gz").read_bytes()), known["articleBody"]


def f1(found: str, wanted: str) -> float:
    """How well two texts agree in their words, order aside; 1 is the best."""
    ours, theirs = _words(found), _words(wanted)
    if not ours and not theirs:
        return 1.0
    return 2 * sum((ours & theirs).values()) / (sum(ours.values()) + sum(theirs.values()))


def main() -> bool:
    """Print the table; returns whether the bar is missed."""
    if not DATA.exists():
        print("no ../shared/data: nothing to measure")
        return False
    import trafilatura

    from dispatcher.feeds.extract import extract

    known = list(documents())
    ours = _measure("ours", lambda html: extract(html, content_type="text/html")["text"], known)
    bare = _measure("bare", lambda html: trafilatura.extract(html) or "", known)
    print(f"{len(known)} documents; ours − bare = {ours - bare:+.4f}")
    return ours < BAR or ours < bare - MOST_UNDER_BARE


def _measure(name: str, take: Callable[[bytes], str], known: list[tuple[bytes, str]]) -> float:
    began = time.process_time()
    score = sum(f1(take(html), wanted) for html, wanted in known) / len(known)
    print(f"{name:>6} F1 {score:.4f} {(time.process_time() - began) / len(known) * 1000:>8.0f} ms a document")
    return score


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    main()
