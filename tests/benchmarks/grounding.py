"""
How well the grounding check tells what its cited text bears: sentences of real articles made false in one known way, or said otherwise.

Articles are parted by event into a half that the check was developed on and a half held out; both are printed, the bars are judged on the
held-out half. Briefings of our own extractive writer over all events must be supported whole.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dispatcher.model import SourceText
from dispatcher.stories.briefing import split_sentences, write_briefing
from dispatcher.stories.briefing.check import check_briefing, check_sentence
from tests.fakes import perturbed
from tests.fakes.news_synonyms import PAIRS

ARTICLES = Path(__file__).parents[3] / "shared" / "data" / "clusters" / "giveme5w1h-newscluster.jsonl"
PER_ARTICLE = 4
WORDS = range(8, 45)
CAUGHT = {
    "number changed": 0.99,
    "name replaced": 0.99,
    "negation turned": 0.99,
    "wrong citation": 0.99,
    "clause invented": 0.85,
    "names swapped": 0.75,
    "modality strengthened": 0.90,
}
ALARMS = {"verbatim": 0.01, "fused": 0.03, "synonyms": 0.05, "clause dropped": 0.08}
MOST_CPU = 0.002  # seconds a sentence


class Case(NamedTuple):
    """A sentence and what it cites."""

    kind: str
    text: str
    cited: tuple[str, ...]
    others: tuple[str, ...]


class Article(NamedTuple):
    """An article of one half, in sentences."""

    event: int
    sentences: tuple[str, ...]


def articles() -> list[SourceText]:
    """The articles, in the order of the file; the event stands as outlet's country would, so it goes beside."""
    return [source for _, source in _rows()]


def _rows() -> Iterator[tuple[int, SourceText]]:
    for line in ARTICLES.open(encoding="utf-8"):
        row = json.loads(line)
        yield row["event"], SourceText(id=row["id"], title=row["title"] or "", text=row["text"], outlet=row["outlet"])


def halves() -> dict[str, list[Article]]:
    """Articles in sentences, parted by event."""
    found: dict[str, list[Article]] = {"development": [], "held out": []}
    for event, source in _rows():
        sentences = tuple(source.text[start:end] for start, end in split_sentences(source.text))
        found["held out" if event % 2 else "development"].append(Article(event, sentences))
    return found


def _is_sentence(text: str) -> bool:
    return len(text.split()) in WORDS and text.endswith(".") and text[0].isupper() and "\n" not in text


def cases(half: list[Article], seed: int) -> Iterator[Case]:
    """Every kind of case of a sample of sentences."""
    rng = random.Random(seed)
    everything = [(article.event, text) for article in half for text in article.sentences if _is_sentence(text)]
    for article in half:
        good = [text for text in article.sentences if _is_sentence(text)]
        far = [text for event, text in everything if event != article.event]
        pool = [name for text in rng.sample(far, 40) for name in perturbed.names_of(text)]
        for text in rng.sample(good, min(PER_ARTICLE, len(good))):
            others = tuple(each for each in article.sentences if each != text)
            made: dict[str, str | None] = {
                "number changed": perturbed.number_changed(text, rng),
                "name replaced": perturbed.name_replaced(text, rng, pool),
                "negation turned": perturbed.negated(text, rng),
                "clause invented": perturbed.clause_invented(text, rng, far),
                "names swapped": perturbed.names_swapped(text, rng),
                "modality strengthened": perturbed.strengthened(text, rng),
                "verbatim": text,
                "synonyms": perturbed.synonyms_substituted(text, rng, PAIRS),
                "clause dropped": perturbed.clause_dropped(text, rng),
            }
            yield from (
                Case(kind, said, (text,), others)
                for kind, said in made.items()
                if said and (said != text or kind == "verbatim")
            )
            for place in (others, far):
                wrong = rng.choice(place) if place else text
                if not perturbed.contents_of(text) & perturbed.contents_of(wrong) and len(wrong.split()) in WORDS:
                    yield Case(
                        "wrong citation", text, (wrong,), tuple(each for each in article.sentences if each != wrong)
                    )
            second = rng.choice(good)
            if second != text:
                rest = tuple(each for each in others if each != second)
                yield Case("fused", perturbed.fused(text, rng, second), (text, second), rest)


def judged(
    half: list[Article], seed: int, told: Callable[[Case, tuple[str, ...]], None] = lambda _case, _reasons: None
) -> dict[str, tuple[int, int]]:
    """Per kind how many cases were refused, and how many there were; `told` hears each that the check gets wrong."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases(half, seed):
        judgement = check_sentence(case.text, case.cited, others=case.others)
        counts[case.kind][0] += not judgement.supported
        counts[case.kind][1] += 1
        if judgement.supported == (case.kind in CAUGHT):
            told(case, tuple(map(str, judgement.reasons)))
    return {kind: (refused, of) for kind, (refused, of) in counts.items()}


def own_briefings() -> tuple[int, int]:
    """Sentences of our extractive briefings of every event: supported, and all."""
    events: dict[int, list[SourceText]] = defaultdict(list)
    for event, source in _rows():
        events[event].append(source)
    judgements = [
        judgement
        for sources in events.values()
        for judgement in check_briefing(write_briefing(sources, now=datetime(2018, 3, 1, tzinfo=UTC)), sources)
    ]
    return sum(each.supported for each in judgements), len(judgements)


def main() -> bool:
    """Print asked beside measured; True if a bar is missed on the held-out half."""
    if not ARTICLES.exists():
        print("skipped: the corpora are absent")
        return False
    measured, begun = {}, time.process_time()
    for seed, (name, half) in enumerate(halves().items()):
        measured[name] = judged(half, seed)
    checks = sum(of for counts in measured.values() for _, of in counts.values())
    cpu = (time.process_time() - begun) / checks
    missed = cpu > MOST_CPU
    print(f"{'':24}{'asked':>8}{'development':>18}{'held out':>18}")
    for kind, bar in (CAUGHT | ALARMS).items():
        shares = {name: counts[kind][0] / counts[kind][1] for name, counts in measured.items()}
        bad = shares["held out"] < bar if kind in CAUGHT else shares["held out"] > bar
        missed |= bad
        sign = "≥" if kind in CAUGHT else "≤"
        row = "".join(f"{shares[name]:>10.1%} of {counts[kind][1]:>4}" for name, counts in measured.items())
        print(f"{kind:24}{sign} {bar:>5.0%} {row}  {'MISSED' if bad else 'ok'}")
    supported, of = own_briefings()
    missed |= supported < of
    print(f"own briefings supported: {supported} of {of} (asked: all)")
    print(f"CPU of a sentence, the making of the cases included: {cpu * 1000:.2f} ms (at most {MOST_CPU * 1000:.0f})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
