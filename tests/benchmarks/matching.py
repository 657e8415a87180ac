"""
What matching costs: real headlines against 10 and 1,000 topics, beside one regular expression per topic in a loop; one run.

The topics are pairs and alternatives of words drawn from the headlines themselves, so that many of them match something.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import time
from pathlib import Path

from dispatcher.matching import compile_topics

DATA = Path(__file__).parents[3] / "shared" / "data" / "headlines" / "headlines.jsonl.xz"
ENTRIES = 10_000
ENTRIES_OF_THE_LOOP = 1_000
BAR = 20.0  # with 1,000 topics


def headlines(most: int) -> list[str]:
    """Titles spread over the whole file."""
    with lzma.open(DATA, "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    return random.Random(1).sample(titles, min(most, len(titles)))


def topics(titles: list[str], count: int) -> list[list[list[str]]]:
    """For each topic its alternatives, each a list of words that must all stand in a headline."""
    draw = random.Random(2)
    words = sorted({word.lower() for title in titles for word in re.findall(r"[A-Za-z]{4,}", title)})
    return [[draw.sample(words, draw.choice((1, 1, 2))) for _ in range(draw.choice((1, 2, 3)))] for _ in range(count)]


def main() -> bool:
    """Print the table; returns whether the bar is missed."""
    if not DATA.exists():
        print("no ../shared/data: nothing to measure")
        return False
    titles = headlines(ENTRIES)
    ratio = 0.0
    print(f"{'topics':>8} {'entries/s':>10} {'loop/s':>8} {'ratio':>8} {'matches':>8}")
    for count in (10, 100, 1_000, 5_000):
        chosen = topics(titles, count)
        began = time.process_time()
        index = compile_topics((f"t{n}", _query(asked)) for n, asked in enumerate(chosen))
        compiled = time.process_time() - began
        began = time.process_time()
        matches = sum(len(index.match(title, "")) for title in titles)
        ours = len(titles) / (time.process_time() - began)
        loop = _loop_speed(chosen, titles[: max(10, ENTRIES_OF_THE_LOOP * 10 // count)])
        print(f"{count:>8} {ours:>10.0f} {loop:>8.0f} {ours / loop:>7.1f}× {matches:>8}   compiled in {compiled:.2f} s")
        if count == 1_000:
            ratio = ours / loop
    return ratio < BAR


def _query(alternatives: list[list[str]]) -> str:
    return " OR ".join(f"({' '.join(words)})" for words in alternatives)


def _loop_speed(chosen: list[list[list[str]]], titles: list[str]) -> float:
    """Entries per second of the obvious way: every topic's expressions, compiled once, searched in every headline."""
    patterns = [[[re.compile(rf"\b{word}\b", re.IGNORECASE) for word in words] for words in asked] for asked in chosen]
    began = time.process_time()
    for title in titles:
        for asked in patterns:
            any(all(pattern.search(title) for pattern in words) for words in asked)
    return len(titles) / (time.process_time() - began)


if __name__ == "__main__":
    main()
