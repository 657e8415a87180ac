"""NewsDiscourse and unlabelled articles → what training reads: headline, sentences, role numbers in the order of `weights.ROLES`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from dispatcher.stories.briefing.sentences import split_sentences
from dispatcher.stories.briefing.weights import ROLES
from tests.benchmarks.corpora import SHARED, documents, truth

MOST_SENTENCES = 60  # of an unlabelled article
FEWEST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `roles` is None where nobody labelled it."""

    headline: str
    sentences: list[str]
    roles: list[int] | None


def labelled() -> tuple[list[Article], list[Article]]:
    """Training and validation; the two validation documents that also stand in training are left out of training."""
    validation = list(documents("validation"))
    kept_apart = {(each["dir"], each["id"]) for each in validation} | {_opening(each) for each in validation}
    training = [
        each
        for each in documents("train")
        if (each["dir"], each["id"]) not in kept_apart and _opening(each) not in kept_apart
    ]
    return [_article(each) for each in training], [_article(each) for each in validation]


def unlabelled() -> Iterator[Article]:
    """The articles of the public clusters, which no part of NewsDiscourse contains."""
    for name in ("giveme5w1h-newscluster", "ecbplus"):
        for line in (SHARED / "clusters" / f"{name}.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            told = [row["text"][start:end] for start, end in split_sentences(row["text"])][:MOST_SENTENCES]
            if len(told) >= FEWEST_SENTENCES:
                yield Article(row.get("title") or "", told, None)


def _article(document: dict) -> Article:  # type: ignore[type-arg]  # JSON
    sentences = document["sentences"]
    return Article(
        document["headline"] or "",
        [each["text"] for each in sentences],
        [ROLES.index(truth(each["labels"])) for each in sentences],
    )


def _opening(document: dict) -> str:  # type: ignore[type-arg]  # JSON
    return " ".join(each["text"] for each in document["sentences"])[:200]
