"""How well briefings are written: every figure beside what is asked of it. The grounding check has a file of its own."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence

from dispatcher.model import BriefingStatus, Role, SectionName, SourceText
from dispatcher.stories.briefing import roles
from dispatcher.stories.briefing.roles import SECTION_OF
from tests.benchmarks import own_clusters
from tests.benchmarks.corpora import SHARED, documents, truth
from tests.benchmarks.coverage import covered
from tests.benchmarks.selection import brief, clusters, repetition, single_articles, traced
from tests.fakes.dangling import leans_on

MOST_CPU, MOST_ROLES_CPU = 0.150, 0.040  # seconds for six articles, for the roles of one
BEST = {SectionName.HAPPENING: 0.88, SectionName.IMPORTANT: 0.65, SectionName.NEXT: 0.65, SectionName.BEYOND: 0.88}
FULL_ARTICLES = 3

Pairs = list[tuple[object, object]]


class Table:
    """Prints rows, asked beside measured, and remembers whether a bar was missed."""

    def __init__(self) -> None:
        self.missed = False

    def row(
        self, what: str, measured: float, bar: float, *, at_least: bool = True, form: str = ".3f", note: str = ""
    ) -> None:
        """One figure; it misses when it is on the wrong side of the bar."""
        fails = measured < bar if at_least else measured > bar
        self.missed |= fails
        print(
            f"{what}: {measured:{form}} ({'≥' if at_least else '≤'} {bar:{form}}: {'MISSED' if fails else 'ok'}){note}"
        )


def macro_f1(pairs: Pairs, classes: Sequence[object]) -> float:
    """Mean F1 over `classes` of (truth, said) pairs; what belongs in none counts against the class that was said."""
    true, said = Counter(t for t, _ in pairs), Counter(s for _, s in pairs)
    both = Counter(t for t, s in pairs if t == s)
    return sum(2 * both[c] / max(true[c] + said[c], 1) for c in classes) / len(classes)


def judged() -> tuple[Pairs, Pairs, float]:
    """(truth, said) roles and sections of every validation sentence, and CPU seconds an article."""
    pairs: Pairs = []
    sections: Pairs = []
    texts = [(each, [sentence["text"] for sentence in each["sentences"]]) for each in documents("validation")]
    roles("", ["The weights are read once."])
    begun = time.process_time()
    said = [roles(document["headline"] or "", told) for document, told in texts]
    cpu = (time.process_time() - begun) / len(texts)
    for (document, _), answers in zip(texts, said, strict=True):
        right = [truth(sentence["labels"]) for sentence in document["sentences"]]
        pairs += [(role, answer.role) for role, answer in zip(right, answers, strict=True)]
        sections += [(SECTION_OF[role], answer.section) for role, answer in zip(right, answers, strict=True)]
    return pairs, sections, cpu


def cpu_of(stories: Sequence[Sequence[SourceText]]) -> float:
    """Mean CPU seconds of a briefing."""
    begun = time.process_time()
    for articles in stories:
        brief(articles)
    return (time.process_time() - begun) / len(stories)


def main() -> bool:
    """Print the table; True when a bar is missed."""
    if not SHARED.exists():
        print("skipped: the corpora are absent")
        return False
    table = Table()
    pairs, sections, roles_cpu = judged()
    table.row("macro-F1, nine roles", macro_f1(pairs, list(Role)), 0.50)
    table.row("macro-F1, four sections", macro_f1(sections, list(SectionName)), 0.56)
    table.row("roles of one article, CPU s", roles_cpu, MOST_ROLES_CPU, at_least=False)
    _single(table)
    _stories(table)
    names, leads = covered()
    table.row(
        "names and numbers of a third of the articles (ECB+)",
        names,
        0.83,
        note=f"; three sentences of each lead {leads:.3f}",
    )
    return table.missed


def _single(table: Table) -> None:
    best, printed = single_articles()
    for name, asked in BEST.items():
        told = [right for right in best[name] if right is not None]
        share = sum(told) / max(len(told), 1)
        table.row(
            f"right role of the best-ranked sentence, {name}",
            share,
            asked,
            form=".0%",
            note=f"; printed for {len(told)} of {len(best[name])} articles",
        )
    every = [right for of_section in printed.values() for right in of_section]
    table.row(
        "right role of all printed of single articles",
        sum(every) / len(every),
        0.65,
        form=".0%",
        note=f"; {len(every)} sentences",
    )


def _stories(table: Table) -> None:
    events = list(clusters("giveme5w1h-newscluster"))
    written = [(articles, brief(articles)) for articles in events]
    rows = [row for articles, briefing in written for row in traced(briefing, articles)]
    table.row("sentences that stand in their cited span", sum(ok for ok, _ in rows) / len(rows), 1.0, form=".1%")
    table.row("sentences the grounding check supports", sum(ok for _, ok in rows) / len(rows), 1.0, form=".1%")
    full = [briefing for articles, briefing in written if len(articles) >= FULL_ARTICLES]
    table.row(
        "repetition between sections, mean of the greatest",
        sum(map(repetition, full)) / len(full),
        0.25,
        at_least=False,
    )
    told = [sentence.text for _, briefing in written for section in briefing.sections for sentence in section.sentences]
    table.row(
        "dangling openings", sum(bool(leans_on(each)) for each in told) / len(told), 0.02, at_least=False, form=".1%"
    )
    shares = own_clusters.precisions()
    note = "; precision by gold: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    filled = sum(briefing.status is BriefingStatus.FULL for briefing in full)
    table.row(
        f"all four sections, {len(full)} clusters of three and more", filled / len(full), 0.65, form=".0%", note=note
    )
    dice = random.Random(3)
    same = sum(brief(dice.sample(articles, len(articles))) == briefing for articles, briefing in written)
    table.row("same briefing when the articles are shuffled", same / len(written), 1.0, form=".0%")
    table.row(
        "CPU of a six-article story, s",
        cpu_of([each[:6] for each in events if len(each) >= 6]),
        MOST_CPU,
        at_least=False,
    )


if __name__ == "__main__":
    main()
