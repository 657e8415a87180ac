"""What the writer prints of single articles, judged by NewsDiscourse's validation part; what it prints of public clusters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, groupby

from dispatcher.model import Briefing, Role, SectionName, SourceText
from dispatcher.stories.briefing import write_briefing
from dispatcher.stories.briefing.candidates import candidates, containment
from dispatcher.stories.briefing.check import check_briefing
from dispatcher.stories.briefing.edits import tidied
from dispatcher.stories.briefing.roles import SECTION_OF
from dispatcher.stories.briefing.selection import choose
from dispatcher.stories.briefing.words import content, words
from tests.benchmarks.corpora import SHARED, documents, truth

NOW = datetime(2018, 3, 1, tzinfo=UTC)


def single_articles(
    part: str = "validation",
) -> tuple[dict[SectionName, list[bool | None]], dict[SectionName, list[bool]]]:
    """Per section, by article: whether the best-ranked printed sentence is right (None where none is); and of all printed ones."""
    best: dict[SectionName, list[bool | None]] = {name: [] for name in SectionName}
    printed: dict[SectionName, list[bool]] = {name: [] for name in SectionName}
    for document in documents(part):
        told = [re.sub(r"\s+", " ", sentence["text"]).strip() for sentence in document["sentences"]]
        starts = {}
        text = ""
        for sentence, labels in zip(told, document["sentences"], strict=True):
            starts[len(text)] = truth(labels["labels"])
            text += sentence + "\n"
        found = candidates([SourceText(id=1, title=document["headline"] or "", text=text)])
        for name, chosen in choose(found, now=NOW).items():
            right = [SECTION_OF[_role(starts, each.citation.start)] is name for each in chosen]
            best[name].append(right[0] if right else None)
            printed[name] += right
    return best, printed


def _role(starts: dict[int, Role], at: int) -> Role:
    return starts[max(start for start in starts if start <= at)]


def clusters(name: str, *, most: int = 12) -> Iterator[list[SourceText]]:
    """The articles of each event, the newest first where dates are known."""
    path = SHARED / "clusters" / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    for _, group in groupby(
        sorted(enumerate(rows), key=lambda pair: str(pair[1]["event"])), key=lambda pair: pair[1]["event"]
    ):
        yield [
            SourceText(
                id=at,
                title=row.get("title") or "",
                text=row["text"],
                outlet=row.get("outlet") or f"outlet {at}",
                published_at=moment(row.get("date")),
            )
            for at, row in group
        ][:most]


def moment(text: str | None) -> datetime | None:
    """A date of the corpus; None where it has none."""
    if not text:
        return None
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def brief(articles: Sequence[SourceText]) -> Briefing:
    """As a reader gets it two hours after the newest account."""
    dates = [each.published_at for each in articles if each.published_at]
    return write_briefing(articles, now=max(dates) + timedelta(hours=2) if dates else NOW)


def repetition(briefing: Briefing) -> float:
    """How much of one section stands in another at most, 0 to 1."""
    told = [
        content(words(" ".join(each.text for each in section.sentences)))
        for section in briefing.sections
        if section.sentences
    ]
    return max((containment(one, other) for one, other in combinations(told, 2)), default=0.0)


def traced(briefing: Briefing, sources: Sequence[SourceText]) -> list[tuple[bool, bool]]:
    """For each sentence: whether it is its cited span after the recorded edits, and whether the grounding check supports it."""
    texts = {source.id: source.text for source in sources}
    judgements = iter(check_briefing(briefing, sources))
    return [
        (
            tidied(texts[first.article][first.start : first.end]) == (sentence.text, sentence.edits),
            next(judgements).supported,
        )
        for section in briefing.sections
        for sentence in section.sentences
        for first in sentence.citations[:1]
    ]
