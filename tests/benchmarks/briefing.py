"""How well briefings are written: roles and sections on NewsDiscourse's validation part, CPU of a six-article story."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from dispatcher.model import Role, SectionName, SourceText
from dispatcher.stories.briefing import roles, write_briefing
from dispatcher.stories.briefing.roles import SECTION_OF

SHARED = Path(__file__).parents[3] / "shared" / "data"
LABELS = {
    "Main": Role.MAIN,
    "Main_Consequence": Role.CONSEQUENCE,
    "Cause_Specific": Role.PREVIOUS,
    "Cause_General": Role.CONTEXT,
    "Distant_Historical": Role.HISTORY,
    "Distant_Anecdotal": Role.ANECDOTE,
    "Distant_Evaluation": Role.EVALUATION,
    "Distant_Expectations_Consequences": Role.EXPECTATION,
}
MOST_CPU = 0.150  # seconds for six articles


def macro_f1(pairs: list[tuple[object, object]], classes: list[object]) -> float:
    """Mean F1 over `classes` of (truth, said) pairs."""
    true, said, both = (
        Counter(t for t, _ in pairs),
        Counter(s for _, s in pairs),
        Counter(t for t, s in pairs if t == s),
    )
    return sum(2 * both[c] / max(true[c] + said[c], 1) for c in classes) / len(classes)


Pairs = list[tuple[object, object]]


def judged() -> tuple[Pairs, Pairs, dict[SectionName, list[bool]]]:
    """(truth, said) roles and sections of every sentence; whether each document's best-ranked sentence of a section is right."""
    pairs: Pairs = []
    sections: Pairs = []
    best: dict[SectionName, list[bool]] = defaultdict(list)
    for line in (SHARED / "roles" / "validation.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        truth = [_truth(sentence["labels"]) for sentence in document["sentences"]]
        said = roles(document["headline"] or "", [sentence["text"] for sentence in document["sentences"]])
        pairs += [(right, each.role) for right, each in zip(truth, said, strict=True)]
        sections += [(SECTION_OF[right], each.section) for right, each in zip(truth, said, strict=True)]
        for name in SectionName:
            top = max(range(len(said)), key=lambda at, name=name: said[at].sections[name])
            best[name].append(SECTION_OF[truth[top]] is name)
    return pairs, sections, best


def _truth(labels: list[str] | None) -> Role:
    return next((LABELS[label] for label in labels or () if label in LABELS), Role.NONE)


def cpu_of_six_articles() -> float:
    """Mean CPU seconds of a briefing from six articles, over the public clusters that have as many."""
    events: dict[str, list[SourceText]] = defaultdict(list)
    for at, line in enumerate((SHARED / "clusters" / "giveme5w1h-newscluster.jsonl").open(encoding="utf-8")):
        document = json.loads(line)
        events[document["event"]].append(
            SourceText(id=at, title=document["title"] or "", text=document["text"], outlet=document["outlet"])
        )
    stories = [articles[:6] for articles in events.values() if len(articles) >= 6]
    begun = time.process_time()
    for articles in stories:
        write_briefing(articles, now=datetime(2018, 3, 1, tzinfo=UTC))
    return (time.process_time() - begun) / len(stories)


def main() -> bool:
    """Print the figures; True when the CPU bar is missed (the others are bars of the learned model to come)."""
    if not SHARED.exists():
        print("skipped: the corpora are absent")
        return False
    pairs, sections, best = judged()
    print(
        f"macro-F1, nine roles {macro_f1(pairs, list(Role)):.3f}, four sections {macro_f1(sections, list(SectionName)):.3f}"
    )
    shares = ", ".join(f"{name} {sum(right) / len(right):.0%}" for name, right in best.items())
    print(f"right role of the best-ranked sentence: {shares}")
    cpu = cpu_of_six_articles()
    print(
        f"CPU of a six-article story {cpu * 1000:.0f} ms (at most {MOST_CPU * 1000:.0f}: {'ok' if cpu <= MOST_CPU else 'MISSED'})"
    )
    return cpu > MOST_CPU


if __name__ == "__main__":
    main()
